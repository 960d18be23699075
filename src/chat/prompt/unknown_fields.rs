//! Finds fields in a template that do not exist. They render as nothing, which is seldom intended: more
//! often, the text contains braces for another reason.

use std::collections::BTreeSet;

use handlebars::Template;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use serde_json::Value;

/// Where a name in a template is looked up.
#[derive(Debug, Clone, Copy)]
struct Place<'s> {
    root: &'s Value,
    /// What `{{#with}}` has chosen; `None` if that is unknown.
    here: Option<&'s Value>,
}

/// Returns the names that are not in `scope`, sorted.
pub(super) fn unknown_fields(template: &Template, scope: &Value) -> BTreeSet<String> {
    let mut unknown = BTreeSet::new();
    Place { root: scope, here: Some(scope) }.read(template, &mut unknown);
    unknown
}

impl<'s> Place<'s> {
    fn read(self, template: &Template, unknown: &mut BTreeSet<String>) {
        for element in &template.elements {
            self.read_element(element, unknown);
        }
    }

    fn read_element(self, element: &TemplateElement, unknown: &mut BTreeSet<String>) {
        match element {
            TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
                if helper.params.is_empty() && helper.hash.is_empty() {
                    self.check(&helper.name, unknown);
                } else {
                    self.read_parameters(helper, unknown);
                }
            }
            TemplateElement::HelperBlock(helper) => {
                self.read_parameters(helper, unknown);
                let inner = match (helper.name.as_name(), helper.params.first()) {
                    (Some("with"), Some(parameter)) => {
                        let here = parameter.as_name().and_then(|name| self.find(name)).flatten();
                        Place { root: self.root, here }
                    }
                    _ => self,
                };
                if let Some(template) = &helper.template {
                    inner.read(template, unknown);
                }
                if let Some(template) = &helper.inverse {
                    self.read(template, unknown);
                }
            }
            _ => {}
        }
    }

    fn read_parameters(self, helper: &HelperTemplate, unknown: &mut BTreeSet<String>) {
        for parameter in helper.params.iter().chain(helper.hash.values()) {
            match parameter {
                Parameter::Subexpression(inner) => self.read_element(inner.as_element(), unknown),
                parameter => self.check(parameter, unknown),
            }
        }
    }

    fn check(self, parameter: &Parameter, unknown: &mut BTreeSet<String>) {
        let (Parameter::Name(_) | Parameter::Path(_)) = parameter else { return };
        if let Some(name) = parameter.as_name()
            && self.find(name).is_none()
        {
            unknown.insert(name.to_owned());
        }
    }

    /// Returns the value of a name: `Some(None)` if it cannot be known here, `None` if the name does not
    /// exist.
    fn find(self, name: &str) -> Option<Option<&'s Value>> {
        let mut path: Vec<&str> = name.split(['.', '/']).filter(|part| !part.is_empty()).collect();
        let mut found = match path.first() {
            Some(&"@root") => Some(self.root),
            // Names that lead out of a block, and variables of blocks.
            Some(first) if first.starts_with('@') || name.starts_with("..") => None,
            _ => self.here,
        };
        path.retain(|part| !matches!(*part, "this" | "@root"));
        for part in path {
            let Some(value) = found else { return Some(None) };
            found = Some(value.get(part)?);
        }
        Some(found)
    }
}
