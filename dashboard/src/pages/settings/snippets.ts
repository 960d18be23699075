import type { Snippet } from "../../kit";

/** Returns the environment variable for a project's secret, derived from the project's name. */
export function secretVariable(projectName: string): string {
  const words = projectName
    .normalize("NFKD")
    .toUpperCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "")
    .slice(0, 40);
  return `${words || "PROFICIENT"}_HMAC_SECRET`;
}

/**
 * Returns code that computes a user's hash, in several languages. Only `variable` is inserted, which consists of letters,
 * digits and `_`, because names may contain anything.
 */
export function hashSnippets(variable: string): Snippet[] {
  return [
    {
      title: "Node",
      code: `const { createHmac } = require("node:crypto");

function proficientHash(externalId) {
  return createHmac("sha256", process.env.${variable}).update(externalId).digest("base64");
}`,
    },
    {
      title: "Python",
      code: `import base64, hashlib, hmac, os

def proficient_hash(external_id: str) -> str:
    secret = os.environ["${variable}"]
    digest = hmac.new(secret.encode(), external_id.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()`,
    },
    {
      title: "Ruby",
      code: `require "openssl"

def proficient_hash(external_id)
  secret = ENV.fetch("${variable}")
  [OpenSSL::HMAC.digest("SHA256", secret, external_id)].pack("m0")
end`,
    },
    {
      title: "PHP",
      code: `<?php
function proficientHash(string $externalId): string
{
    $secret = getenv("${variable}");
    return base64_encode(hash_hmac("sha256", $externalId, $secret, true));
}`,
    },
    {
      title: "Go",
      code: `package proficient

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"os"
)

func Hash(externalID string) string {
	mac := hmac.New(sha256.New, []byte(os.Getenv("${variable}")))
	mac.Write([]byte(externalID))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}`,
    },
    {
      title: "Java",
      code: `import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class Proficient {
    static String hash(String externalId) throws GeneralSecurityException {
        byte[] secret = System.getenv("${variable}").getBytes(StandardCharsets.UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        byte[] digest = mac.doFinal(externalId.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }
}`,
    },
    {
      title: "Rust",
      code: `use base64::{Engine, engine::general_purpose::STANDARD}; // base64 0.23
use hmac::{Hmac, KeyInit, Mac}; // hmac 0.13, sha2 0.11

fn proficient_hash(external_id: &str) -> String {
    let secret = std::env::var("${variable}").expect("${variable} is set");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC accepts any key length");
    mac.update(external_id.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}`,
    },
    {
      title: "C#",
      code: `using System.Security.Cryptography;
using System.Text;

static class Proficient
{
    public static string Hash(string externalId)
    {
        var secret = Environment.GetEnvironmentVariable("${variable}")!;
        var digest = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(externalId));
        return Convert.ToBase64String(digest);
    }
}`,
    },
  ];
}

/** Returns code that sends the hash from the app. */
export function clientSnippet(publishableKey: string): string {
  return `import { ProficientClient } from "@proficient/client";

const client = new ProficientClient({
  baseUrl: ${JSON.stringify(location.origin)},
  apiKey: ${JSON.stringify(publishableKey)},
  userExternalId: user.id,
  userHmac: () => fetch("/proficient-hash").then((response) => response.text()), // your backend
});`;
}
