import type { components } from "./openapi.js";
import type * as hand from "./types.js";

// The types in types.ts are easier to read and more precise (which strings occur) than the generated ones. Here the
// compiler checks that they agree: each must be a subtype of the generated type with the same fields. Not part of the
// bundle.

type Schemas = components["schemas"];

/** Field names that only one of the two types has. */
type Differing<A, B> = Exclude<keyof A, keyof B> | Exclude<keyof B, keyof A>;

/** `true` if `Read` is a subtype of `Sent` with the same fields, else the names of the differing fields. */
type Agrees<Sent, Read extends Sent> = [Differing<Sent, Read>] extends [never] ? true : Differing<Sent, Read>;

type Agreement = {
  Member: Agrees<Schemas["Member"], hand.Member>;
  Session: Agrees<Schemas["Session"], hand.Session>;
  InvitationLook: Agrees<Schemas["InvitationLook"], hand.InvitationLook>;
  ProjectSummary: Agrees<Schemas["ProjectSummary"], hand.ProjectSummary>;
  Project: Agrees<Schemas["Project"], hand.Project>;
  HmacState: Agrees<Schemas["HmacState"], hand.HmacState>;
  HmacSecret: Agrees<Schemas["HmacSecret"], hand.HmacSecret>;
  SecretKey: Agrees<Schemas["SecretKey"], hand.SecretKey>;
  NewSecretKey: Agrees<Schemas["NewSecretKey"], hand.NewSecretKey>;
  Connection: Agrees<Schemas["Connection"], hand.Connection>;
  ConnectionTest: Agrees<Schemas["ConnectionTest"], hand.ConnectionTest>;
  Models: Agrees<Schemas["Models"], hand.Models>;
  ProjectMember: Agrees<Schemas["ProjectMember"], hand.ProjectMember>;
  Invitation: Agrees<Schemas["Invitation"], hand.Invitation>;
  NewInvitation: Agrees<Schemas["NewInvitation"], hand.NewInvitation>;
  Agent: Agrees<Schemas["Agent"], hand.Agent>;
  AgentRow: Agrees<Schemas["AgentRow"], hand.AgentRow>;
  AgentConfig: Agrees<Schemas["AgentConfig"], hand.AgentConfig>;
  VersionedConfig: Agrees<Schemas["VersionedConfig"], hand.VersionedConfig>;
  ConfigVersion: Agrees<Schemas["ConfigVersion"], hand.ConfigVersion>;
  Preview: Agrees<Schemas["Preview"], hand.Preview>;
  Deletion: Agrees<Schemas["Deletion"], hand.Deletion>;
  PlaygroundCredentials: Agrees<Schemas["PlaygroundCredentials"], hand.PlaygroundCredentials>;
  Draft: Agrees<Schemas["Draft"], hand.Draft>;
  Trace: Agrees<Schemas["Trace"], hand.Trace>;
  User: Agrees<Schemas["User"], hand.User>;
  UserRow: Agrees<Schemas["UserRow"], hand.UserRow>;
  InteractionRow: Agrees<Schemas["InteractionRow"], hand.InteractionRow>;
  MonitoredMessage: Agrees<Schemas["DashboardMessage"], hand.MonitoredMessage>;
  Metrics: Agrees<Schemas["Metrics"], hand.Metrics>;
  Analytics: Agrees<Schemas["Analytics"], hand.Analytics>;
  Price: Agrees<Schemas["Price"], hand.Price>;
  AuditEntry: Agrees<Schemas["AuditEntry"], hand.AuditEntry>;
};

// A compiler error here names the type that differs.
export const agreement = {
  Member: true,
  Session: true,
  InvitationLook: true,
  ProjectSummary: true,
  Project: true,
  HmacState: true,
  HmacSecret: true,
  SecretKey: true,
  NewSecretKey: true,
  Connection: true,
  ConnectionTest: true,
  Models: true,
  ProjectMember: true,
  Invitation: true,
  NewInvitation: true,
  Agent: true,
  AgentRow: true,
  AgentConfig: true,
  VersionedConfig: true,
  ConfigVersion: true,
  Preview: true,
  Deletion: true,
  PlaygroundCredentials: true,
  Draft: true,
  Trace: true,
  User: true,
  UserRow: true,
  InteractionRow: true,
  MonitoredMessage: true,
  Metrics: true,
  Analytics: true,
  Price: true,
  AuditEntry: true,
} satisfies Record<keyof Agreement, true> & Agreement;
