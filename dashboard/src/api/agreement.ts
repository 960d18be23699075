import type { components } from "./openapi.js";
import type * as hand from "./types.js";

// The types of `types.ts` say more than the specification that the server is made with (which strings there are), and
// are easier to read. This file makes the compiler compare the two, so that they cannot drift: each is one that the
// server may send, field by field. It is not part of what is built.

type Schemas = components["schemas"];

/** The names of fields that are only in one of the two. */
type Differing<A, B> = Exclude<keyof A, keyof B> | Exclude<keyof B, keyof A>;

/** `true` if the second is a case of the first with the same fields. */
type Agrees<Sent, Read extends Sent> = [Differing<Sent, Read>] extends [never] ? true : Differing<Sent, Read>;

export type Agreement = [
  Agrees<Schemas["Member"], hand.Member>,
  Agrees<Schemas["Session"], hand.Session>,
  Agrees<Schemas["InvitationLook"], hand.InvitationLook>,
  Agrees<Schemas["ProjectSummary"], hand.ProjectSummary>,
  Agrees<Schemas["Project"], hand.Project>,
  Agrees<Schemas["HmacState"], hand.HmacState>,
  Agrees<Schemas["HmacSecret"], hand.HmacSecret>,
  Agrees<Schemas["SecretKey"], hand.SecretKey>,
  Agrees<Schemas["NewSecretKey"], hand.NewSecretKey>,
  Agrees<Schemas["Connection"], hand.Connection>,
  Agrees<Schemas["ConnectionTest"], hand.ConnectionTest>,
  Agrees<Schemas["Models"], hand.Models>,
  Agrees<Schemas["ProjectMember"], hand.ProjectMember>,
  Agrees<Schemas["Invitation"], hand.Invitation>,
  Agrees<Schemas["NewInvitation"], hand.NewInvitation>,
  Agrees<Schemas["Agent"], hand.Agent>,
  Agrees<Schemas["AgentRow"], hand.AgentRow>,
  Agrees<Schemas["AgentConfig"], hand.AgentConfig>,
  Agrees<Schemas["VersionedConfig"], hand.VersionedConfig>,
  Agrees<Schemas["ConfigVersion"], hand.ConfigVersion>,
  Agrees<Schemas["Preview"], hand.Preview>,
  Agrees<Schemas["Deletion"], hand.Deletion>,
  Agrees<Schemas["PlaygroundCredentials"], hand.PlaygroundCredentials>,
  Agrees<Schemas["Draft"], hand.Draft>,
  Agrees<Schemas["Trace"], hand.Trace>,
  Agrees<Schemas["User"], hand.User>,
  Agrees<Schemas["InteractionRow"], hand.InteractionRow>,
  Agrees<Schemas["DashboardMessage"], hand.MonitoredMessage>,
  Agrees<Schemas["Figure"], hand.Figure>,
  Agrees<Schemas["Figures"], hand.Figures>,
  Agrees<Schemas["Price"], hand.Price>,
  Agrees<Schemas["AuditEntry"], hand.AuditEntry>,
];

/** What is not `true` here is named by the error. */
export const agreement: Agreement = [
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
];
