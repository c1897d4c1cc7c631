package dev.faultline.guard.metrics;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.breaker.SharedEjection;
import dev.faultline.guard.call.Calls;
import dev.faultline.guard.call.CancelTable;
import dev.faultline.guard.call.ReplyTable;
import dev.faultline.guard.detect.SharedHeartbeatDetector;
import dev.faultline.guard.queue.BoundedQueue;
import dev.faultline.guard.queue.CreditedPublisher;
import dev.faultline.guard.queue.CreditedSubscriber;
import dev.faultline.guard.queue.SharedCoDel;
import dev.faultline.guard.retry.RetryBudget;
import dev.faultline.guard.time.HybridClock;
import dev.faultline.guard.time.LeaseHolder;
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
 * <p>Each guard of a kind has a name of its own in a registry: {@code add} throws {@link
 * IllegalArgumentException} for one that is taken. Guards of different kinds may share a name.
 *
 * <p>Thread-safe; two threads that add one name at the same moment may both be let in, and one is
 * left out then.
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
    isNew("breaker.state", name);
    gauge(
        "breaker.state",
        "0 closed, 1 open, 2 half open",
        name,
        breaker,
        b -> b.state(clock.getAsLong()).ordinal());
    counter("breaker.opened", "how often it opened", name, breaker, SharedBreaker::opened);
    counter("breaker.refused", "calls refused", name, breaker, SharedBreaker::refused);
    counter(
        "breaker.late",
        "results after the period of their permit",
        name,
        breaker,
        SharedBreaker::late);
    counter(
        "breaker.misused",
        "permits that had not been given out",
        name,
        breaker,
        SharedBreaker::misused);
    late("breaker", name, breaker, SharedBreaker::lateReadings);
    return this;
  }

  /** Adds a bulkhead. */
  public GuardMeters add(String name, SharedBulkhead bulkhead) {
    isNew("bulkhead.in.use", name);
    gauge("bulkhead.in.use", "work in progress", name, bulkhead, b -> b.inUse(clock.getAsLong()));
    for (Priority priority : Priority.values()) {
      FunctionCounter.builder(
              PREFIX + "bulkhead.refused", bulkhead, b -> (double) b.refused(priority))
          .description("work refused")
          .tags(Tags.of("name", name, "priority", priority.name().toLowerCase(Locale.ROOT)))
          .register(registry);
    }
    counter(
        "bulkhead.expired",
        "permits that were not given back",
        name,
        bulkhead,
        SharedBulkhead::expired);
    counter(
        "bulkhead.misused",
        "permits that had not been given out",
        name,
        bulkhead,
        SharedBulkhead::misused);
    late("bulkhead", name, bulkhead, SharedBulkhead::lateReadings);
    return this;
  }

  /** Adds a rate limiter. */
  public GuardMeters add(String name, RateLimiter limiter) {
    isNew("limiter.refused", name);
    counter("limiter.refused", "units refused", name, limiter, RateLimiter::refused);
    late("limiter", name, limiter, RateLimiter::lateReadings);
    return this;
  }

  /** Adds the calls to a target; {@code calls.ended} has the tag {@code ending}. */
  public GuardMeters add(String name, Calls calls) {
    isNew("calls.attempts", name);
    counter("calls.attempts", "attempts of calls that are over", name, calls, Calls::attempts);
    counter("calls.retries", "attempts that were retries", name, calls, Calls::retries);
    counter("calls.hedges", "attempts that were hedges", name, calls, Calls::hedges);
    ended("answered", name, calls, Calls::answered);
    ended("failed", name, calls, Calls::failed);
    ended("refused", name, calls, Calls::refused);
    ended("late", name, calls, Calls::late);
    ended("cancelled", name, calls, Calls::cancelled);
    counter("calls.unused", "answers that no caller got", name, calls, Calls::unused);
    counter("calls.not.disposed", "answers whose disposal failed", name, calls, Calls::notDisposed);
    late("calls", name, calls, Calls::lateReadings);
    return this;
  }

  private void ended(String ending, String name, Calls calls, ToDoubleFunction<Calls> value) {
    FunctionCounter.builder(PREFIX + "calls.ended", calls, value)
        .description("calls that are over")
        .tags("name", name, "ending", ending)
        .register(registry);
  }

  /** Adds a retry budget. */
  public GuardMeters add(String name, RetryBudget budget) {
    isNew("budget.tokens", name);
    gauge("budget.tokens", "retries that may be sent now", name, budget, RetryBudget::tokens);
    counter("budget.refused", "retries refused", name, budget, RetryBudget::refused);
    late("budget", name, budget, RetryBudget::lateReadings);
    return this;
  }

  /** Adds an adaptive limit; its base line is in nanoseconds. */
  public GuardMeters add(String name, SharedAdaptiveLimit limit) {
    isNew("adaptive.limit", name);
    gauge("adaptive.limit", "the limit", name, limit, SharedAdaptiveLimit::limit);
    gauge(
        "adaptive.base",
        "time of work without a queue",
        name,
        limit,
        SharedAdaptiveLimit::baseNanos);
    counter("adaptive.dropped", "drops", name, limit, SharedAdaptiveLimit::drops);
    counter(
        "adaptive.misused",
        "answers that are impossible",
        name,
        limit,
        SharedAdaptiveLimit::misused);
    late("adaptive", name, limit, SharedAdaptiveLimit::lateReadings);
    return this;
  }

  /** Adds a group of members. */
  public GuardMeters add(String name, SharedEjection group) {
    isNew("ejection.out", name);
    gauge(
        "ejection.out", "members that are ejected", name, group, g -> g.ejected(clock.getAsLong()));
    counter("ejection.ejected", "ejections", name, group, SharedEjection::ejections);
    counter("ejection.misused", "members that do not exist", name, group, SharedEjection::misused);
    late("ejection", name, group, SharedEjection::lateReadings);
    return this;
  }

  /** Adds a queue. */
  public GuardMeters add(String name, BoundedQueue<?> queue) {
    isNew("queue.size", name);
    gauge("queue.size", "elements that wait", name, queue, BoundedQueue::size);
    gauge("queue.capacity", "elements that wait at most", name, queue, BoundedQueue::capacity);
    counter("queue.shed", "elements shed", name, queue, BoundedQueue::shed);
    counter("queue.refused", "elements refused", name, queue, BoundedQueue::refused);
    late("queue", name, queue, BoundedQueue::lateReadings);
    return this;
  }

  /** Adds the consumer's end of a link with credits. */
  public GuardMeters add(String name, CreditedPublisher<?> publisher) {
    isNew("publisher.waiting", name);
    gauge(
        "publisher.waiting",
        "elements that wait for the subscriber",
        name,
        publisher,
        CreditedPublisher::waiting);
    counter(
        "publisher.overrun",
        "elements beyond the credit",
        name,
        publisher,
        CreditedPublisher::overrun);
    counter(
        "publisher.lost.grants",
        "credits that could not be sent",
        name,
        publisher,
        CreditedPublisher::lostGrants);
    counter(
        "publisher.misused",
        "negative numbers of lost elements",
        name,
        publisher,
        CreditedPublisher::misused);
    return this;
  }

  /** Adds the producer's end of a link with credits. */
  public GuardMeters add(String name, CreditedSubscriber<?> subscriber) {
    isNew("subscriber.sent", name);
    counter("subscriber.sent", "elements sent", name, subscriber, CreditedSubscriber::sent);
    counter(
        "subscriber.misused",
        "elements beyond what was requested",
        name,
        subscriber,
        CreditedSubscriber::misused);
    return this;
  }

  /** Adds controlled delay; that of a {@link BoundedQueue} is in what the queue sheds. */
  public GuardMeters add(String name, SharedCoDel delay) {
    isNew("codel.dropped", name);
    counter("codel.dropped", "work dropped", name, delay, SharedCoDel::dropped);
    counter("codel.misused", "negative waits", name, delay, SharedCoDel::misused);
    late("codel", name, delay, SharedCoDel::lateReadings);
    return this;
  }

  /** Adds a server's table of replies. */
  public GuardMeters add(String name, ReplyTable<?> table) {
    isNew("replies.size", name);
    gauge("replies.size", "keys that are known", name, table, ReplyTable::size);
    counter("replies.repeated", "attempts of known calls", name, table, ReplyTable::repeated);
    counter("replies.expired", "work that did not end", name, table, ReplyTable::expired);
    counter(
        "replies.misused", "keys and ends that are impossible", name, table, ReplyTable::misused);
    late("replies", name, table, ReplyTable::lateReadings);
    return this;
  }

  /** Adds a server's table of cancellations. */
  public GuardMeters add(String name, CancelTable<?> table) {
    isNew("cancels.size", name);
    gauge("cancels.size", "attempts that are here", name, table, CancelTable::size);
    counter("cancels.cancelled", "attempts cancelled", name, table, CancelTable::cancelled);
    counter("cancels.expired", "work that did not end", name, table, CancelTable::expired);
    counter("cancels.misused", "ends of work that was not here", name, table, CancelTable::misused);
    late("cancels", name, table, CancelTable::lateReadings);
    return this;
  }

  /** Adds a failure detector. */
  public GuardMeters add(String name, SharedHeartbeatDetector detector) {
    isNew("detector.suspected", name);
    gauge(
        "detector.suspected",
        "peers that are suspected",
        name,
        detector,
        d -> d.suspected(clock.getAsLong()));
    counter(
        "detector.suspicions",
        "how often a peer was suspected",
        name,
        detector,
        SharedHeartbeatDetector::suspicions);
    counter(
        "detector.mistakes",
        "suspicions of peers that were heard again",
        name,
        detector,
        SharedHeartbeatDetector::mistakes);
    counter(
        "detector.stale",
        "heartbeats overtaken, repeated or of an old incarnation",
        name,
        detector,
        SharedHeartbeatDetector::stale);
    counter(
        "detector.odd",
        "heartbeats with an impossible stamp",
        name,
        detector,
        SharedHeartbeatDetector::odd);
    counter(
        "detector.pauses",
        "how often this process was paused",
        name,
        detector,
        SharedHeartbeatDetector::pauses);
    counter(
        "detector.misused",
        "peers and incarnations that do not exist",
        name,
        detector,
        SharedHeartbeatDetector::misused);
    late("detector", name, detector, SharedHeartbeatDetector::lateReadings);
    return this;
  }

  /** Adds a lease as its holder sees it. */
  public GuardMeters add(String name, LeaseHolder lease) {
    isNew("lease.left", name);
    gauge(
        "lease.left", "time for which it holds", name, lease, l -> l.leftNanos(clock.getAsLong()));
    late("lease", name, lease, LeaseHolder::lateReadings);
    return this;
  }

  /** Adds a hybrid logical clock. */
  public GuardMeters add(String name, HybridClock hybrid) {
    isNew("clock.refused", name);
    counter("clock.refused", "stamps refused or not given", name, hybrid, HybridClock::refused);
    late("clock", name, hybrid, HybridClock::lateReadings);
    return this;
  }

  /**
   * Takes all meters of a name away, so that another guard can have it.
   *
   * @param name that guards of any kind were added with
   */
  public void remove(String name) {
    registry.getMeters().stream()
        .filter(meter ->
            meter.getId().getName().startsWith(PREFIX) && name.equals(meter.getId().getTag("name")))
        .forEach(registry::remove);
  }

  /** A registry keeps the first of two meters with one name and drops the second in silence. */
  private void isNew(String meter, String name) {
    if (registry.find(PREFIX + meter).tag("name", name).meter() != null) {
      throw new IllegalArgumentException(
          "the registry has a %s named '%s', expected another name, or remove(\"%s\") before"
              .formatted(meter.substring(0, meter.indexOf('.')), name, name));
    }
  }

  private <T> void late(String kind, String name, T guard, ToDoubleFunction<T> value) {
    counter(kind + ".late.readings", "readings of the clock that came late", name, guard, value);
  }

  private <T> void gauge(
      String meter, String what, String name, T guard, ToDoubleFunction<T> value) {
    Gauge.Builder<T> builder =
        Gauge.builder(PREFIX + meter, guard, value).description(what).tags("name", name);
    if (meter.equals("adaptive.base") || meter.equals("lease.left")) {
      builder.baseUnit("nanoseconds");
    }
    builder.register(registry);
  }

  private <T> void counter(
      String meter, String what, String name, T guard, ToDoubleFunction<T> value) {
    FunctionCounter.builder(PREFIX + meter, guard, value)
        .description(what)
        .tags("name", name)
        .register(registry);
  }
}
