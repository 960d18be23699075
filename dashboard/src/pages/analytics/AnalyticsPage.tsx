import { getRouteApi } from "@tanstack/react-router";
import { ChartColumn, Download } from "lucide-react";
import { useEffect, useState } from "react";
import { apiUrl } from "../../api/call";
import { projectPath } from "../../api/keys";
import type { Analytics } from "../../api/types";
import {
  Button,
  Card,
  cx,
  dateTime,
  EmptyState,
  ErrorNote,
  Loading,
  Menu,
  MenuItem,
  MenuLabel,
  Page,
  Stack,
} from "../../kit";
import { localDayStart, previousSpan, type Span, spanOf } from "../../shared/analytics/range";
import type { AnalyticsSearch } from "../../shared/analytics/search";
import { analyticsQuery, useAnalytics } from "../../shared/analytics/useAnalytics";
import { AnalyticsFilters } from "./AnalyticsFilters";
import { Breakdown } from "./Breakdown";
import { ChartCard } from "./ChartCard";
import { chartsFor } from "./charts";
import { PricesCard } from "./PricesCard";
import { RangeChoice } from "./RangeChoice";
import { StatTiles } from "./StatTiles";

const route = getRouteApi("/member/p/$projectId/analytics");

/** Charts and metrics of a project. */
export function AnalyticsPage() {
  const { projectId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const now = useMinute();
  const span = spanOf(search, now);
  const analytics = useAnalytics(projectId, span, search);
  const past = useAnalytics(projectId, previousSpan(span, now), search);
  const change = (next: AnalyticsSearch) => navigate({ search: next, replace: true });
  return (
    <Page
      title="Analytics"
      description={analytics.data && <Freshness analytics={analytics.data} span={span} now={now} />}
      actions={<Export projectId={projectId} span={span} search={search} />}
    >
      <RangeChoice search={search} span={span} onChange={change} />
      <AnalyticsFilters
        projectId={projectId}
        search={search}
        span={span}
        now={now}
        models={analytics.data?.models.map(({ model }) => model).filter(Boolean) ?? []}
        onChange={change}
      />
      {analytics.error ? (
        <ErrorNote error={analytics.error} title="Could not load analytics" onRetry={analytics.refetch} />
      ) : !analytics.data ? (
        <Loading />
      ) : (
        <div
          className={cx("transition-opacity", analytics.isPlaceholderData && "opacity-60")}
          aria-busy={analytics.isPlaceholderData}
        >
          <Content
            projectId={projectId}
            search={search}
            span={analytics.isPlaceholderData ? analytics.data : span}
            analytics={analytics.data}
            past={past.isPlaceholderData ? undefined : past.data}
            onChange={change}
          />
        </div>
      )}
    </Page>
  );
}

interface ContentProps {
  projectId: string;
  search: AnalyticsSearch;
  span: Span;
  analytics: Analytics;
  past: Analytics | undefined;
  onChange: (search: AnalyticsSearch) => void;
}

function Content({ projectId, search, span, analytics, past, onChange }: ContentProps) {
  const { totals } = analytics;
  const byModel = search.model !== undefined;
  if (totals.messages + totals.replies + totals.interactions === 0) {
    const filtered = search.agent !== undefined || byModel || search.who !== undefined;
    return (
      <Stack>
        <Card flush>
          <EmptyState
            icon={ChartColumn}
            title="No activity in this range"
            action={
              <>
                {filtered && (
                  <Button onClick={() => onChange({ ...search, agent: undefined, model: undefined, who: undefined })}>
                    Clear filters
                  </Button>
                )}
                {search.who === undefined && (
                  <Button onClick={() => onChange({ ...search, who: "all" })}>Include test users</Button>
                )}
                {search.range !== "12m" && (
                  <Button onClick={() => onChange({ ...search, range: "12m" })}>Show 12 months</Button>
                )}
              </>
            }
          >
            Messages, costs, and latency appear here within seconds once users chat with an agent. Test users are
            excluded by default.
          </EmptyState>
        </Card>
        <PricesCard projectId={projectId} models={[]} />
      </Stack>
    );
  }
  return (
    <Stack>
      <StatTiles totals={totals} past={past?.totals} byModel={byModel} />
      <div className="grid gap-5 lg:grid-cols-2">
        {chartsFor(analytics.series, byModel).map((chart, index, { length }) => (
          <ChartCard
            key={chart.title}
            chart={chart}
            analytics={analytics}
            span={span}
            className={index === 0 && length % 2 === 1 ? "lg:col-span-2" : ""}
          />
        ))}
      </div>
      <Breakdown
        title="By agent"
        head="Agent"
        rows={analytics.agents}
        rowKey={({ agent_id }) => agent_id}
        name={({ agent_id, name }) => (
          <FilterButton onClick={() => onChange({ ...search, agent: agent_id })}>
            {name || "Unnamed agent"}
          </FilterButton>
        )}
      />
      <Breakdown
        title="By model"
        head="Model"
        rows={analytics.models}
        rowKey={({ model }) => model}
        name={({ model }) =>
          model ? (
            <FilterButton onClick={() => onChange({ ...search, model })}>{model}</FilterButton>
          ) : (
            <span className="text-soft">No model responded</span>
          )
        }
      />
      <PricesCard projectId={projectId} models={analytics.models} />
    </Stack>
  );
}

function FilterButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      title="Filter by this value"
      className="control rounded text-left font-medium hover:text-accent-text"
    >
      {children}
    </button>
  );
}

/** When the numbers were last updated, and when days begin. */
function Freshness({ analytics, span, now }: { analytics: Analytics; span: Span; now: number }) {
  const begin = span.step === "day" ? localDayStart(now) : null;
  return (
    <>
      {analytics.counted_until > 0 && `Updated ${dateTime(analytics.counted_until)}.`}
      {begin && ` Days are in UTC and start at ${begin} your time.`}
    </>
  );
}

const EXPORTS = [
  { by: "time", label: "By time" },
  { by: "agent", label: "By agent" },
  { by: "model", label: "By model" },
];

function Export({ projectId, span, search }: { projectId: string; span: Span; search: AnalyticsSearch }) {
  return (
    <Menu trigger={<Button icon={Download}>Export CSV</Button>}>
      <MenuLabel>Current range and filters</MenuLabel>
      {EXPORTS.map(({ by, label }) => (
        <MenuItem key={by} asChild>
          <a href={apiUrl(projectPath(projectId, "/analytics.csv"), { ...analyticsQuery(span, search), by })} download>
            {label}
          </a>
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Returns the current time, updated every minute, so that ranges ending now move along. */
function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
