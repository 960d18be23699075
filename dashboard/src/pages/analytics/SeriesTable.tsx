import { Scroll } from "../../kit";
import { stepName } from "../../shared/analytics/range";
import type { SeriesChartProps } from "./SeriesChart";

/** The data of a chart as a table, newest first. */
export function SeriesTable({ chart, series, span }: SeriesChartProps) {
  return (
    <Scroll label={`${chart.title} as a table`} className="h-56 rounded-md border">
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-sunken">
          <tr>
            <th scope="col" className="h-8 px-3 text-left font-medium text-soft">
              {span.step === "day" ? "Day" : "Hour"}
            </th>
            {chart.series.map(({ key, name }) => (
              <th key={key} scope="col" className="px-3 text-right font-medium text-soft">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.toReversed().map((step) => (
            <tr key={step.start} className="border-t">
              <th scope="row" className="h-8 px-3 text-left font-normal whitespace-nowrap">
                {stepName(step.start, span.step)}
              </th>
              {chart.series.map(({ key }) => {
                const value = step[key];
                return (
                  <td key={key} className="px-3 text-right tabular-nums">
                    {value === null ? "–" : chart.value(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
