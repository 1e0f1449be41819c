/**
 * Hone as a library: pure functions, no clock, no network, no database. Times, seeds and settings are arguments.
 */

export { planContent } from './content/plan.ts';
export type { ContentPlan, ExistingPost, PlanInput, PlanNote, PlannedDecision } from './content/plan-input.ts';
export type { ErrorCategory, ErrorEvent } from './errors/error-event.ts';
export type { ErrorGroup, KnownPattern, MineErrorsOptions } from './errors/error-group.ts';
export { mineErrors } from './errors/mine-errors.ts';
export {
  type AnalyzeExperimentInput,
  analyzeExperiment,
  type ExperimentAnalysis,
} from './experiments/analyze-experiment.ts';
export type { ArmCounts, CountsLook } from './experiments/experiment-counts.ts';
export { ExperimentError } from './experiments/experiment-error.ts';
export { type Backtest, type BacktestOptions, backtest } from './forecasting/backtest.ts';
export {
  type CandidatePost,
  type Forecast,
  type ForecastAnswer,
  type Forecaster,
  type ForecasterOptions,
  fitForecaster,
  forecast,
} from './forecasting/forecast.ts';
export { type ForecastRecord, forecastRecord, type JudgedForecast } from './forecasting/forecast-record.ts';
export type { ForecastTarget } from './forecasting/forecast-target.ts';
export { type ForecastClaim, type ForecastJudgement, judgeForecast } from './forecasting/judge-forecast.ts';
export type { DecisionType, HistoryMetrics, HistoryPost, PolicyWeights } from './learning/history.ts';
export type { Objective } from './learning/reward.ts';
export type { Abstention, Analysis, Dimension, Effect, Finding, Optimization } from './optimizing/analysis.ts';
export { type AnalyzeOptions, analyzeHistory } from './optimizing/analyze-history.ts';
export type { AnalysisSettings } from './optimizing/settings.ts';
export type { Alert, AlertKind } from './trends/alert.ts';
export { detectTrends, type SeriesPoint } from './trends/detect-trends.ts';
export type { TrendSettings } from './trends/trend-detector.ts';
export type { AccountObservation, PostCounters, PostObservation } from './x/observation.ts';
export { type ParsedPayload, type ParseOptions, parseX } from './x/parse-x.ts';
