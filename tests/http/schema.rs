//! The OpenAPI document, held against what is really answered.

use super::{client::get, id_of, served};
use serde_json::Value;

/// What of a value its schema does not allow, or does not know of.
fn breaches(schema: &Value, value: &Value, document: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        return breaches(&document["components"]["schemas"][name], value, document, place, found);
    }
    for any in ["anyOf", "oneOf"].iter().filter_map(|key| schema[*key].as_array()) {
        let fits = any.iter().any(|one| {
            let mut inside = Vec::new();
            breaches(one, value, document, place, &mut inside);
            inside.is_empty()
        });
        if !fits {
            found.push(format!("{place}: fits none of several"));
        }
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    };
    match &schema["type"] {
        Value::String(kind) if !is(kind) => found.push(format!("{place}: {value} is no {kind}")),
        Value::Array(kinds) if !kinds.iter().any(|kind| is(kind.as_str().unwrap())) => {
            found.push(format!("{place}: {value} is none of {kinds:?}"));
        }
        _ => {}
    }
    if schema.get("const").is_some_and(|only| only != value) {
        found.push(format!("{place}: {value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        found.push(format!("{place}: {value} is none of {}", schema["enum"]));
    }
    if let (Some(properties), Some(object)) = (schema["properties"].as_object(), value.as_object()) {
        for (name, value) in object {
            match properties.get(name) {
                Some(schema) => breaches(schema, value, document, &format!("{place}.{name}"), found),
                None => found.push(format!("{place}: nothing is said of {name}")),
            }
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                found.push(format!("{place}: {name} is required"));
            }
        }
    }
    for (number, value) in value.as_array().into_iter().flatten().enumerate() {
        let schema = schema["prefixItems"].get(number).unwrap_or(&schema["items"]);
        breaches(schema, value, document, &format!("{place}[{number}]"), found);
    }
}

#[test]
fn real_answers_are_what_the_openapi_document_says() {
    let (_folder, index, running) = served();
    let document = get(running.address(), "/api/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let paper = id_of(&index, "contractor");
    for (path, target) in [
        ("/api/search", "/api/search?q=lamps&facets=true&explain=true&text=true&snippets=3".to_owned()),
        ("/api/search", "/api/search?q=lamps+nowhere+to+be+found".to_owned()),
        ("/api/search", "/api/search".to_owned()),
        ("/api/facets", "/api/facets?q=lamps".to_owned()),
        ("/api/papers/{id}", format!("/api/papers/{paper}")),
        ("/api/papers/{id}", "/api/papers/nosuchpaper".to_owned()),
        ("/api/sections/{id}", format!("/api/sections/{paper}:0")),
        ("/api/status", "/api/status".to_owned()),
        ("/api/search", "/api/search?limit=x".to_owned()),
    ] {
        let got = get(running.address(), &target);
        let responses = &document["paths"][path]["get"]["responses"];
        let schema = &responses[got.status.to_string()]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{target}: {}", got.status);
        let mut found = Vec::new();
        breaches(schema, &got.json(), &document, "", &mut found);
        assert!(found.is_empty(), "{target}: {found:#?}");
    }
}

#[test]
fn what_the_document_knows_is_answered_and_its_bounds_are_kept() {
    let (_folder, _, running) = served();
    let document = get(running.address(), "/api/openapi.json").json();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let open = path.replace("{id}", "nosuchpaper").replace("{name}", "nosuchfile");
        for parameter in operations["get"]["parameters"].as_array().unwrap().iter().filter(|one| one["in"] == "query") {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let (fits, beyond) =
                match (schema["maximum"].as_u64(), schema["maxLength"].as_u64(), schema["enum"].as_array()) {
                    (Some(most), ..) => (most.to_string(), (most + 1).to_string()),
                    (_, Some(most), _) => ("a".repeat(most as usize), "a".repeat(most as usize + 1)),
                    (_, _, Some(words)) => {
                        (words.last().unwrap().as_str().unwrap().to_owned(), "none-of-these".to_owned())
                    }
                    _ if schema["type"] == "boolean" => ("false".to_owned(), "maybe".to_owned()),
                    _ => ("a".repeat(200), "a".repeat(201)),
                };
            let status = |value: &str| get(running.address(), &format!("{open}?{name}={value}")).status;
            assert_ne!(status(&fits), 400, "{path} {name}");
            assert_eq!(status(&beyond), 400, "{path} {name}");
        }
    }
}
