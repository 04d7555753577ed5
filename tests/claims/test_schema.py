"""The claim as plain data, and the JSON Schema that the data fits."""

import json
from datetime import date
from typing import Any

from scrubber.claims.schema import as_data, json_schema
from tests.claims.reading import claim_with, claims_in


def problems(data: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """Where the data does not fit; as much of JSON Schema as pydantic writes for the models."""
    if "$ref" in schema:
        return problems(data, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
    if "anyOf" in schema:
        tried = [problems(data, option, root, at) for option in schema["anyOf"]]
        return min(tried, key=len)
    types = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    if "type" in schema and not isinstance(data, types[schema["type"]]):
        return [f"{at}: {type(data).__name__} instead of {schema['type']}"]
    if isinstance(data, dict):
        properties = schema.get("properties", {})
        found = [f"{at}: no {name}" for name in schema.get("required", []) if name not in data]
        found += [f"{at}: {name} is not in the schema" for name in data if name not in properties]
        for name in data.keys() & properties.keys():
            found += problems(data[name], properties[name], root, f"{at}.{name}")
        return found
    if isinstance(data, list):
        items = schema.get("prefixItems", [])
        rest = schema.get("items", {})
        return [
            problem
            for index, item in enumerate(data)
            for problem in problems(
                item, items[index] if index < len(items) else rest, root, f"{at}[{index}]"
            )
        ]
    return []


FULL = claim_with(
    "REF*G1*AUTH~NTE*ADD*NOTE~NM1*DN*1*R*E****XX*1111111112~SBR*S*18~AMT*D*1~",
    "SV1*HC:97530:GP::KX*100.50*UN*2***1:2~NTE*ADD*23 MIN~DTP*472*RD8*20260309-20260310~"
    "NM1*82*1*HAND*THEA****XX*1245319599~PRV*PE*PXC*225X00000X~",
    "SV1*HC:97140*BAD*UN*X~",
    clm="CLM*C1*100.50***11:B:1*Y*A*Y*Y~",
)


def test_data_fits_the_schema():
    schema = json_schema()
    for claim in (FULL, claim_with(), claims_in("CLM~")[0]):
        data = as_data(claim)
        assert problems(data, schema, schema) == []
        assert json.loads(json.dumps(data)) == data


def test_misfits_are_noticed():
    schema = json_schema()
    data = as_data(FULL)
    data["lines"][0]["modifiers"] = "GP"
    del data["billing"]
    assert len(problems(data | {"extra": 1}, schema, schema)) >= 2


def test_data_says_what_the_claim_says():
    data = as_data(FULL)
    assert data["claim_id"] == "C1"
    assert data["total_charge"] == "100.50"
    assert data["patient"]["member_id"] == "1EG4TE5MK73"
    assert data["adjudicated"] is True
    assert data["referring"]["npi"] == "1111111112"
    first, second = data["lines"]
    assert first["modifiers"] == ["GP", "", "KX", ""]
    assert (first["service_date"], first["last_date"]) == ("2026-03-09", "2026-03-10")
    assert first["rendering"]["taxonomy"] == "225X00000X"
    assert (second["charge"], second["quantity"]) == (None, None)
    assert date.fromisoformat(second["service_date"]) == date(2026, 3, 9)


def test_data_says_where_it_stands():
    data = as_data(FULL)
    assert data["clm"]["number"] == FULL.clm.number
    assert data["lines"][0]["sv1"]["offset"] == FULL.lines[0].sv1.offset


def test_schema_names_the_models_and_their_fields():
    schema = json_schema()
    assert {"ServiceLine", "Provider", "Person", "Payer", "Note"} <= schema["$defs"].keys()
    assert {"claim_id", "lines", "patient", "payer", "billing"} <= schema["properties"].keys()
    json.dumps(schema)
