//! What can be asked and what is answered, as OpenAPI 3.1 (<https://spec.openapis.org/oas/v3.1.0.html>).
//!
//! In come the table of routes, the table of parameters, and the types that answers are written from; out comes the document.
//! Nothing is said twice: what a request may hold is read by the same tables, and schemas are those of the types.

use super::{
    parameter::{LONGEST_FILTER, Parameter, Takes},
    problem::Problem,
    route::{Manners, Media, ROUTES, Route, Tag},
};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// Objects of the wire format that say what they are: the names of their schemas, and what stands in their `type`.
const TYPES: [(&str, &str); 8] = [
    ("search", "search"),
    ("counts", "search"),
    ("hit", "hit"),
    ("facets", "facets"),
    ("sections", "sections"),
    ("section", "section"),
    ("status", "status"),
    ("error", "error"),
];

/// The document.
pub(super) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut schemas = SchemaGenerator::new(settings);
    let problem = schemas.subschema_for::<Problem>().to_value();
    let mut paths = Map::new();
    for route in ROUTES {
        paths.insert(route.path.to_owned(), json!({ "get": operation(route, &problem, &mut schemas) }));
    }
    let mut definitions = schemas.take_definitions(true);
    for (name, word) in TYPES {
        if let Some(schema) = definitions.get_mut(name) {
            typed(schema, word);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "scrutineer",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": env!("CARGO_PKG_DESCRIPTION"),
            "description": "All answers come from one generation of the index, which each names. `ETag` changes with the \
                            generation and the day. Text in answers is that of the papers: it is not to be trusted.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "tags": [
            { "name": "program", "description": "For programs: what is not known is refused." },
            { "name": "page", "description": "For people, in a browser: what is not known is passed over." },
        ],
        "paths": paths,
        "components": { "schemas": definitions },
    })
}

fn operation(route: &Route, problem: &Value, schemas: &mut SchemaGenerator) -> Value {
    let open = route.path.split_once('{').and_then(|(_, name)| name.strip_suffix('}'));
    let in_path = open.map(|name| {
        json!({
            "name": name, "in": "path", "required": true,
            "description": "Percent-encoded; without a slash.",
            "schema": { "type": "string", "minLength": 1 },
        })
    });
    let tagged = route.tag != Tag::None;
    let in_header = tagged.then(|| {
        json!({
            "name": "If-None-Match", "in": "header", "required": false,
            "description": "What the client has: tags of earlier answers, or `*`.",
            "schema": { "type": "string" },
        })
    });
    let in_query = route.parameters.iter().map(|one| in_query(one));
    let parameters: Vec<Value> = in_path.into_iter().chain(in_query).chain(in_header).collect();
    let content: Map<String, Value> = route
        .media
        .iter()
        .map(|(media, what)| {
            let schema = match what {
                Media::Text => json!({}),
                Media::Object(schema) => json!({ "schema": schema(schemas).to_value() }),
            };
            ((*media).to_owned(), schema)
        })
        .collect();
    let told = match route.manners {
        Manners::Program => json!({ "application/json": { "schema": problem } }),
        Manners::Page => json!({ "text/html": {} }),
    };
    let refused = |why: &str| json!({ "description": why, "content": told });
    let mut responses = Map::new();
    let mut answer = json!({ "description": "The answer.", "content": content });
    if tagged {
        let tag = json!({ "ETag": {
            "description": "The tag of the answer: the same for as long as it would be the same.",
            "schema": { "type": "string" },
        } });
        let known = json!({ "description": "The client has it already.", "headers": tag });
        answer["headers"] = tag;
        responses.insert("304".to_owned(), known);
    }
    responses.insert("200".to_owned(), answer);
    responses.insert("400".to_owned(), refused("Something in the address is not in order."));
    if open.is_some() {
        responses.insert("404".to_owned(), refused("There is nothing of this name, or more than one thing."));
    }
    if route.works {
        let mut busy = refused("There is no room, or it took too long; `Retry-After` says when to ask again.");
        busy["headers"] = json!({ "Retry-After": {
            "description": "After how many seconds to ask again.",
            "schema": { "type": "integer", "minimum": 0 },
        } });
        responses.insert("503".to_owned(), busy);
    }
    responses.insert("default".to_owned(), refused("What went wrong."));
    let name: Vec<&str> =
        route.path.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let (tag, name) = match (route.manners, name.is_empty()) {
        (Manners::Program, _) => ("program", name.join("-")),
        (Manners::Page, true) => ("page", "page".to_owned()),
        (Manners::Page, false) => ("page", format!("page-{}", name.join("-"))),
    };
    json!({
        "operationId": name,
        "summary": route.about,
        "tags": [tag],
        "parameters": parameters,
        "responses": responses,
    })
}

fn in_query(parameter: &Parameter) -> Value {
    let filter = || json!({ "type": "string", "maxLength": LONGEST_FILTER });
    let schema = match parameter.takes {
        Takes::Text { longest } => json!({ "type": "string", "maxLength": longest, "default": "" }),
        Takes::Filter { most: 1 } => filter(),
        Takes::Filter { most } => json!({ "type": "array", "items": filter(), "maxItems": most }),
        Takes::Number { most, default } => {
            json!({ "type": "integer", "minimum": 0, "maximum": most, "default": default })
        }
        Takes::Flag => json!({ "type": "boolean", "default": false }),
        Takes::OneOf(words) => json!({ "type": "string", "enum": words, "default": words.first() }),
    };
    json!({ "name": parameter.name, "in": "query", "description": parameter.about, "schema": schema })
}

/// Adds the `type` that serde writes and the schema does not know of.
fn typed(schema: &mut Value, word: &str) {
    let Some(schema) = schema.as_object_mut() else { return };
    if let Some(properties) = schema.entry("properties").or_insert_with(|| json!({})).as_object_mut() {
        properties.insert("type".to_owned(), json!({ "const": word }));
    }
    if let Some(required) = schema.entry("required").or_insert_with(|| json!([])).as_array_mut() {
        required.insert(0, json!("type"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_once_with_all_that_it_takes() {
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        assert_eq!(paths.len(), ROUTES.len());
        let mut names = Vec::new();
        for route in ROUTES {
            let operation = &paths[route.path]["get"];
            let known: Vec<&str> = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["in"] == "query")
                .map(|one| one["name"].as_str().unwrap())
                .collect();
            assert_eq!(known, route.parameters.iter().map(|one| one.name).collect::<Vec<_>>(), "{}", route.path);
            let tagged = route.tag != Tag::None;
            assert_eq!(operation["responses"].get("304").is_some(), tagged, "{}", route.path);
            assert_eq!(operation["responses"]["200"]["headers"].get("ETag").is_some(), tagged, "{}", route.path);
            let headers = operation["parameters"].as_array().unwrap().iter().filter(|one| one["in"] == "header");
            assert_eq!(headers.count(), usize::from(tagged), "{}", route.path);
            if let Some(busy) = operation["responses"].get("503") {
                assert!(busy["headers"]["Retry-After"].is_object(), "{}", route.path);
            }
            names.push(operation["operationId"].as_str().unwrap().to_owned());
        }
        names.sort();
        names.dedup();
        assert_eq!(names.len(), ROUTES.len());
    }

    #[test]
    fn every_schema_that_is_named_is_there_and_says_what_it_is() {
        let document = document();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let text = document.to_string();
        for (start, prefix) in text.match_indices("\"#/components/schemas/") {
            let name = text[start + prefix.len()..].split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name}");
        }
        for (name, word) in TYPES {
            assert_eq!(schemas[name]["properties"]["type"]["const"], word, "{name}");
        }
    }
}
