//! The parts of `openapi.json` other than the routes.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::reply_events::{FailedMessage, MessageDelta, MessagePart};

/// The general part of the specification.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Proficient",
        description = "Conversational AI agents for your app. Two APIs share these paths; the credentials decide which \
            one a request uses.\n\n**Client API**, acting as one end user: `X-PROFICIENT-API-KEY` (the project's \
            publishable key), `X-PROFICIENT-USER-EXTERNAL-ID` (your own ID of the user) and, once the project has HMAC \
            authentication on, `X-PROFICIENT-USER-HMAC`.\n\n**Admin API**, from your backend: `Authorization: Bearer sk_…`.\
            \n\nTimes are milliseconds since the Unix epoch. Every success is 200. Errors are \
            `{\"error\": {\"code\", \"message\"}}`.",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")
    ),
    servers(
        (url = "/", description = "This server"),
        (url = "http://localhost:8080", description = "A server on this machine, as `make run` starts it")
    ),
    tags(
        (name = "Agents", description = "Who your users talk to."),
        (name = "Interactions", description = "A user's conversations with an agent."),
        (name = "Messages", description = "The tree of messages of an interaction, and asking for replies."),
        (name = "Users", description = "Your users, known by your own ID of them."),
        (name = "Models", description = "The models that agents can use."),
        (name = "Project", description = "The project that a secret key belongs to."),
        (name = "Operations", description = "For operators of the server.")
    ),
    components(schemas(MessageDelta, MessagePart, FailedMessage)),
    modifiers(&Credentials)
)]
pub struct Description;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        for (name, header, meaning) in [
            ("client_key", "X-PROFICIENT-API-KEY", "The project's publishable key, `pk_…`."),
            ("client_user", "X-PROFICIENT-USER-EXTERNAL-ID", "Your own ID of the user, 1 to 256 characters."),
            (
                "client_hmac",
                "X-PROFICIENT-USER-HMAC",
                "Base64 of HMAC-SHA256 over the external ID, keyed with the project's HMAC secret. Required once the \
                 project has HMAC authentication on.",
            ),
        ] {
            let scheme =
                SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(header, meaning)));
            components.add_security_scheme(name, scheme);
        }
        let admin = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A secret key of the project, `sk_…`. Never in a browser."))
            .build();
        components.add_security_scheme("admin", SecurityScheme::Http(admin));
    }
}
