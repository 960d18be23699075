import { ChartColumn, Download } from "lucide-react";
import { useEffect, useState } from "react";
import { address } from "../../api/call";
import { below } from "../../api/keys";
import type { Figures } from "../../api/types";
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
import { type FiguresSearch, figuresRoute } from "../../routes/activity";
import { Breakdown } from "./Breakdown";
import { ChartCard } from "./ChartCard";
import { CHARTS } from "./charts";
import { FiguresFilters } from "./AnalyticsFilters";
import { PricesCard } from "./PricesCard";
import { RangeChoice } from "./RangeChoice";
import { before, daysBegin, type Span, spanOf } from "../../shared/analytics/range";
import { StatTiles } from "./StatTiles";
import { figuresQuery, useFigures } from "../../shared/analytics/useAnalytics";

/** What goes on in the project, in numbers. */
export function FiguresPage() {
  const { projectId } = figuresRoute.useParams();
  const search = figuresRoute.useSearch();
  const navigate = figuresRoute.useNavigate();
  const now = useMinute();
  const span = spanOf(search, now);
  const figures = useFigures(projectId, span, search);
  const past = useFigures(projectId, before(span, now), search);
  const change = (next: FiguresSearch) => navigate({ search: next, replace: true });
  return (
    <Page
      title="Figures"
      wide
      description={figures.data && <Counted figures={figures.data} span={span} now={now} />}
      actions={<Export projectId={projectId} span={span} search={search} />}
    >
      <RangeChoice search={search} span={span} onChange={change} />
      <FiguresFilters
        projectId={projectId}
        search={search}
        span={span}
        now={now}
        models={figures.data?.models.map(({ model }) => model).filter(Boolean) ?? []}
        onChange={change}
      />
      {figures.error ? (
        <ErrorNote error={figures.error} title="The figures could not be loaded" onRetry={figures.refetch} />
      ) : !figures.data ? (
        <Loading />
      ) : (
        <div
          className={cx("transition-opacity", figures.isPlaceholderData && "opacity-60")}
          aria-busy={figures.isPlaceholderData}
        >
          <Content
            projectId={projectId}
            search={search}
            span={figures.isPlaceholderData ? figures.data : span}
            figures={figures.data}
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
  search: FiguresSearch;
  span: Span;
  figures: Figures;
  past: Figures | undefined;
  onChange: (search: FiguresSearch) => void;
}

function Content({ projectId, search, span, figures, past, onChange }: ContentProps) {
  const { totals } = figures;
  const byModel = search.model !== undefined;
  if (totals.messages + totals.replies + totals.interactions === 0) {
    const filtered = search.agent !== undefined || byModel || search.who !== undefined;
    return (
      <Stack>
        <Card flush>
          <EmptyState
            icon={ChartColumn}
            title="Nothing happened in this time"
            action={
              <>
                {filtered && (
                  <Button onClick={() => onChange({ ...search, agent: undefined, model: undefined, who: undefined })}>
                    Clear the filters
                  </Button>
                )}
                {search.who === undefined && (
                  <Button onClick={() => onChange({ ...search, who: "all" })}>Count test users, too</Button>
                )}
                {search.range !== "12m" && (
                  <Button onClick={() => onChange({ ...search, range: "12m" })}>Look at 12 months</Button>
                )}
              </>
            }
          >
            As soon as users talk to an agent, messages, costs and times appear here within seconds. What test users do
            in the playground is left out unless you ask for it.
          </EmptyState>
        </Card>
        <PricesCard projectId={projectId} unpriced={0} />
      </Stack>
    );
  }
  return (
    <Stack>
      <StatTiles totals={totals} past={past?.totals} byModel={byModel} />
      <div className="grid gap-5 lg:grid-cols-2">
        {CHARTS.filter(({ notByModel }) => !(byModel && notByModel)).map((chart, index, { length }) => (
          <ChartCard
            key={chart.title}
            chart={chart}
            figures={figures}
            span={span}
            className={index === 0 && length % 2 === 1 ? "lg:col-span-2" : ""}
          />
        ))}
      </div>
      <Breakdown
        title="By agent"
        head="Agent"
        rows={figures.agents}
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
        rows={figures.models}
        rowKey={({ model }) => model}
        name={({ model }) =>
          model ? (
            <FilterButton onClick={() => onChange({ ...search, model })}>{model}</FilterButton>
          ) : (
            <span className="text-soft">No model was reached</span>
          )
        }
      />
      <PricesCard projectId={projectId} unpriced={totals.unpriced} />
    </Stack>
  );
}

function FilterButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      title="Look at this one only"
      className="control rounded text-left font-medium hover:text-accent-text"
    >
      {children}
    </button>
  );
}

/** How fresh the figures are, and what a day is. */
function Counted({ figures, span, now }: { figures: Figures; span: Span; now: number }) {
  const begin = span.step === "day" ? daysBegin(now) : null;
  return (
    <>
      {figures.counted_until > 0 && `Everything up to ${dateTime(figures.counted_until)} is counted.`}
      {begin && ` Days are those of UTC, which begin at ${begin} here.`}
    </>
  );
}

const TABLES = [
  { by: "time", label: "By time" },
  { by: "agent", label: "By agent" },
  { by: "model", label: "By model" },
];

function Export({ projectId, span, search }: { projectId: string; span: Span; search: FiguresSearch }) {
  return (
    <Menu trigger={<Button icon={Download}>Export CSV</Button>}>
      <MenuLabel>This range, with these filters</MenuLabel>
      {TABLES.map(({ by, label }) => (
        <MenuItem key={by} asChild>
          <a href={address(below(projectId, "/figures.csv"), { ...figuresQuery(span, search), by })} download>
            {label}
          </a>
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Now, to the minute: the ranges that end now move with it. */
function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
