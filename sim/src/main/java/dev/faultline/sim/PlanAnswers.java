package dev.faultline.sim;

import dev.faultline.check.Verdict;
import dev.faultline.core.Address;
import dev.faultline.sim.workload.Consistency;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A world's answers to the questions of a fault plan: the plan's probes by name, its histories, and
 * which node is the primary. Belongs to one world, and is used by its thread only.
 */
public final class PlanAnswers {
  /**
   * A history's judge.
   *
   * @param model that it judges by; null for whatever the plan asks for
   * @param level that it judges by; null for whatever the plan asks for
   */
  record Judged(
      @Nullable String model, @Nullable String level, Supplier<? extends Verdict> verdict) {}

  final Map<String, BooleanSupplier> probes = new LinkedHashMap<>();
  final Map<String, Judged> histories = new LinkedHashMap<>();

  /** Null until it is known. */
  @Nullable Predicate<? super Address> primary;

  /** Answers a probe: true when it succeeds. Asked while the world runs. */
  public PlanAnswers probe(String name, BooleanSupplier holds) {
    probes.put(name, holds);
    return this;
  }

  /** Judges a history, by what the plan's check asks for. */
  public PlanAnswers history(String name, Supplier<? extends Verdict> verdict) {
    histories.put(name, new Judged(null, null, verdict));
    return this;
  }

  /**
   * Judges a history by this model and this level alone. A plan that asks for others is refused.
   *
   * @param model such as {@code register}, as in {@code ./faultline check}
   * @param level such as {@code linearizable}
   */
  public PlanAnswers history(
      String name, String model, String level, Supplier<? extends Verdict> verdict) {
    histories.put(name, new Judged(model, level, verdict));
    return this;
  }

  /** The history is that of these clients, for checks of that consistency alone. */
  public <I, O> PlanAnswers history(String name, Clients<I, O> clients, Consistency consistency) {
    histories.put(
        name,
        new Judged(
            null,
            consistency.level(),
            () -> consistency.judge(clients.history(), clients.kind.model())));
    return this;
  }

  /** Says which nodes are primaries now. */
  public PlanAnswers primary(Predicate<? super Address> isPrimary) {
    primary = isPrimary;
    return this;
  }
}
