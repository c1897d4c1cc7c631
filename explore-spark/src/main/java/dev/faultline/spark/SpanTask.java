package dev.faultline.spark;

import dev.faultline.explore.Ranges;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Machine;
import dev.faultline.explore.campaign.PartCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs a span on an executor. */
final class SpanTask implements Function<Span, Reply> {
  private static final long serialVersionUID = 1L;

  /** A campaign that this JVM is at: its program is made once. */
  private record Prepared(@Nullable CampaignPlan plan, @Nullable Ranges ranges, String refusal) {}

  /** By campaign; those of tests that share a JVM stay few. */
  private static final Map<String, Prepared> PREPARED = new LinkedHashMap<>();

  private final String campaign;
  private final PlanSpec spec;
  private final Code code;

  /**
   * For a campaign.
   *
   * @param campaign names it, so that a JVM prepares it once
   */
  SpanTask(String campaign, PlanSpec spec, Code code) {
    this.campaign = campaign;
    this.spec = spec;
    this.code = code;
  }

  @Override
  public Reply call(Span span) {
    long start = System.nanoTime();
    Prepared prepared = prepared();
    CampaignPlan plan = prepared.plan();
    Ranges ranges = prepared.ranges();
    if (plan == null || ranges == null) {
      return reply(span, new byte[0], new byte[0], prepared.refusal(), start);
    }
    Ranges.Ran ran = ranges.run(span.from(), span.to(), span.recipe());
    while (Thread.interrupted() && !TaskContext.get().isInterrupted()) {
      // Meant for the task before, which was cancelled: this one has returned early for nothing.
      ran = ranges.run(span.from(), span.to(), span.recipe());
    }
    return reply(span, PartCodec.encode(ran.part(), plan.mix()), ran.shown(), null, start);
  }

  /** Why this JVM does not run these worlds, in one phrase; null where it does. */
  @Nullable String refusal() {
    Prepared prepared = prepared();
    return prepared.plan() == null ? prepared.refusal() : null;
  }

  private static Reply reply(
      Span span, byte[] part, byte[] shown, @Nullable String refusal, long start) {
    SparkEnv env = SparkEnv.get();
    return new Reply(
        span,
        env.executorId(),
        env.blockManager().blockManagerId().host(),
        Machine.here(),
        part,
        shown,
        refusal,
        System.nanoTime() - start);
  }

  private Prepared prepared() {
    synchronized (PREPARED) {
      return PREPARED.computeIfAbsent(campaign, absent -> prepare());
    }
  }

  private Prepared prepare() {
    String differs = code.differsHere();
    if (differs != null) {
      return new Prepared(null, null, differs);
    }
    try {
      CampaignPlan plan = spec.plan(Thread.currentThread().getContextClassLoader());
      return new Prepared(plan, new Ranges(plan), "");
    } catch (UsageException e) {
      return new Prepared(null, null, "cannot make the scenario: " + e.getMessage());
    }
  }
}
