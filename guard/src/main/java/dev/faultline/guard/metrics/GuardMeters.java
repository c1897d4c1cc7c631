package dev.faultline.guard.metrics;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.breaker.SharedEjection;
import dev.faultline.guard.queue.BoundedQueue;
import dev.faultline.guard.retry.RetryBudget;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * The guards of a service as Micrometer's meters, {@code faultline.guard.breaker.opened} and so on,
 * each with the name of its guard as a tag. docs/guards.md has all names; they do not change.
 *
 * <p>Meters are read when the registry asks; guards pay nothing for them. The registry holds its
 * guards weakly, as Micrometer does: keep them yourself.
 *
 * <p>Thread-safe.
 */
public final class GuardMeters {
  private static final String PREFIX = "faultline.guard.";

  private final MeterRegistry registry;
  private final LongSupplier clock;

  /**
   * Meters of a registry.
   *
   * @param clock the time that the guards are asked with, {@code System::nanoTime}
   */
  public GuardMeters(MeterRegistry registry, LongSupplier clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Adds a breaker; {@code state} is 0 when it is closed, 1 open, 2 half open. */
  public GuardMeters add(String name, SharedBreaker breaker) {
    gauge("breaker.state", name, breaker, b -> b.state(clock.getAsLong()).ordinal());
    counter("breaker.opened", name, breaker, SharedBreaker::opened);
    counter("breaker.refused", name, breaker, SharedBreaker::refused);
    counter("breaker.late", name, breaker, SharedBreaker::late);
    counter("breaker.misused", name, breaker, SharedBreaker::misused);
    return this;
  }

  /** Adds a bulkhead. */
  public GuardMeters add(String name, SharedBulkhead bulkhead) {
    gauge("bulkhead.in.use", name, bulkhead, b -> b.inUse(clock.getAsLong()));
    for (Priority priority : Priority.values()) {
      FunctionCounter.builder(
              PREFIX + "bulkhead.refused", bulkhead, b -> (double) b.refused(priority))
          .tags(Tags.of("name", name, "priority", priority.name().toLowerCase(Locale.ROOT)))
          .register(registry);
    }
    counter("bulkhead.expired", name, bulkhead, SharedBulkhead::expired);
    counter("bulkhead.misused", name, bulkhead, SharedBulkhead::misused);
    return this;
  }

  /** Adds a retry budget. */
  public GuardMeters add(String name, RetryBudget budget) {
    gauge("budget.tokens", name, budget, RetryBudget::tokens);
    return this;
  }

  /** Adds an adaptive limit; its base line is in nanoseconds. */
  public GuardMeters add(String name, SharedAdaptiveLimit limit) {
    gauge("adaptive.limit", name, limit, SharedAdaptiveLimit::limit);
    gauge("adaptive.base", name, limit, SharedAdaptiveLimit::baseNanos);
    counter("adaptive.dropped", name, limit, SharedAdaptiveLimit::drops);
    counter("adaptive.misused", name, limit, SharedAdaptiveLimit::misused);
    return this;
  }

  /** Adds a group of members. */
  public GuardMeters add(String name, SharedEjection group) {
    gauge("ejection.out", name, group, g -> g.out(clock.getAsLong()));
    counter("ejection.ejected", name, group, SharedEjection::ejections);
    counter("ejection.misused", name, group, SharedEjection::misused);
    return this;
  }

  /** Adds a queue. */
  public GuardMeters add(String name, BoundedQueue<?> queue) {
    gauge("queue.size", name, queue, BoundedQueue::size);
    gauge("queue.capacity", name, queue, BoundedQueue::capacity);
    counter("queue.shed", name, queue, BoundedQueue::shed);
    counter("queue.refused", name, queue, BoundedQueue::refused);
    return this;
  }

  private <T> void gauge(String meter, String name, T guard, ToDoubleFunction<T> value) {
    Gauge.builder(PREFIX + meter, guard, value).tags("name", name).register(registry);
  }

  private <T> void counter(String meter, String name, T guard, ToDoubleFunction<T> value) {
    FunctionCounter.builder(PREFIX + meter, guard, value).tags("name", name).register(registry);
  }
}
