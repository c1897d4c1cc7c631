package dev.faultline.chaos.monkey.safety;

import dev.faultline.chaos.monkey.audit.AuditLog;
import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.group.ClusterName;
import dev.faultline.chaos.monkey.group.Exclusion;
import dev.faultline.chaos.monkey.group.Instance;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.safety.Decision.Refuse;
import dev.faultline.chaos.monkey.safety.Decision.Strike;
import dev.faultline.chaos.monkey.schedule.WorkCalendar;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The checks before a termination, in Chaos Monkey's order. Adds checks that Chaos Monkey lacks:
 * the hours at the time of acting, how many instances stay alive, and which instances were struck
 * last. A pure function.
 */
public final class Safety {
  private final Facts facts;

  private Safety(Facts facts) {
    this.facts = facts;
  }

  /**
   * Decides whether to strike now, and which instance. A refusal names the first check that failed.
   */
  public static Decision decide(Facts facts) {
    try {
      return new Safety(facts).decide();
    } catch (No no) {
      return no.refuse;
    }
  }

  /**
   * Decides whether a victim chosen earlier may still be struck. Repeats every check, but does not
   * choose again.
   *
   * @param victim must still be alive and eligible
   */
  public static Decision confirm(Facts facts, Instance victim) {
    try {
      return new Safety(facts).confirm(victim);
    } catch (No no) {
      return no.refuse;
    }
  }

  private Decision decide() {
    boolean leashed = switches();
    AppConfig app = group();
    List<Candidate> candidates = known(Check.ELIGIBLE, facts.candidates());
    List<Instance> eligible = eligible(app, candidates, leashed);
    Instance victim = eligible.get(new SplittableRandom(facts.seed()).nextInt(eligible.size()));
    limits(app, candidates, leashed);
    return new Strike(victim, leashed, app);
  }

  private Decision confirm(Instance victim) {
    boolean leashed = switches();
    AppConfig app = group();
    List<Candidate> candidates = known(Check.ELIGIBLE, facts.candidates());
    boolean still =
        eligible(app, candidates, leashed).stream()
            .anyMatch(one -> one.process().id().equals(victim.process().id()));
    if (!still) {
      throw no(Check.ELIGIBLE, victim + " may no longer be struck");
    }
    limits(app, candidates, leashed);
    return new Strike(victim, leashed, app);
  }

  /** The monkey's own switches; returns whether it is leashed. */
  private boolean switches() {
    if (known(Check.LEVER, facts.lever())) {
      throw no(Check.LEVER, "the safety lever is pulled");
    }
    if (!known(Check.ENABLED, facts.enabled())) {
      throw no(Check.ENABLED, "the monkey is not enabled");
    }
    if (known(Check.OUTAGE, facts.outage())) {
      throw no(Check.OUTAGE, "there is an outage");
    }
    if (!known(Check.OPT_IN, facts.listed())) {
      throw no(Check.OPT_IN, "account '" + facts.group().account() + "' is not among the accounts");
    }
    boolean leashed = known(Check.LEASH, facts.leashed());
    if (!leashed && known(Check.TEST_ENVIRONMENT, facts.testEnvironment())) {
      throw new No(
          new Refuse(
              Check.TEST_ENVIRONMENT, "the monkey is unleashed in a test environment", true));
    }
    return leashed;
  }

  private AppConfig group() {
    AppConfig app = known(Check.GROUP, facts.app());
    if (!app.enabled()) {
      throw no(Check.GROUP, "app '" + facts.group().app() + "' is not enabled");
    }
    if (app.whitelisted()) {
      throw no(Check.GROUP, "app '" + facts.group().app() + "' has a whitelist, the old form");
    }
    return app;
  }

  /** Those who may be struck, at least one, in a fixed order. */
  private List<Instance> eligible(AppConfig app, List<Candidate> candidates, boolean leashed) {
    // A process that two clusters of the group find is one process: it is drawn once, and only
    // where it may be struck as a member of each.
    Map<ProcessId, Instance> processes = new LinkedHashMap<>();
    Set<ProcessId> exempt = new LinkedHashSet<>();
    List<String> reasons = new ArrayList<>();
    Set<String> recent = recent(app, leashed);
    for (Candidate candidate : candidates) {
      Instance instance = candidate.instance();
      processes.putIfAbsent(instance.process().id(), instance);
      exempt(app, candidate, recent)
          .ifPresent(reason -> {
            exempt.add(instance.process().id());
            reasons.add(instance + ": " + reason);
          });
    }
    processes.keySet().removeAll(exempt);
    List<Instance> eligible = List.copyOf(processes.values());
    if (eligible.isEmpty()) {
      throw no(
          Check.ELIGIBLE,
          reasons.isEmpty()
              ? "none of " + facts.group() + " runs"
              : "none of " + facts.group() + " may be struck: " + String.join("; ", reasons));
    }
    return eligible;
  }

  /** Why an instance may not be struck; empty if it may. */
  private Optional<String> exempt(AppConfig app, Candidate candidate, Set<String> recent) {
    Instance instance = candidate.instance();
    if (instance.cluster().isExempt()) {
      return Optional.of("clusters of this name never are");
    }
    for (Exclusion exclusion : app.exclusions()) {
      if (exclusion.covers(instance)) {
        return Optional.of("the exception " + exclusion);
      }
    }
    if (!instance.process().isRunning()) {
      return Optional.of("it is not running");
    }
    Optional<String> guarded =
        switch (candidate.protectedSince()) {
          case Answer.Known<Optional<String>>(var reason) -> reason;
          case Answer.Unknown<Optional<String>>(var error) -> Optional.of(error);
        };
    if (guarded.isPresent()) {
      return guarded;
    }
    Optional<String> refused =
        switch (candidate.optedIn()) {
          case Answer.Known<Boolean>(var opted) ->
              opted ? Optional.empty() : Optional.of("it did not opt in");
          case Answer.Unknown<Boolean>(var error) ->
              Optional.of("it is unknown whether it opted in: " + error);
        };
    if (refused.isPresent()) {
      return refused;
    }
    return recent.contains(instance.slot())
        ? Optional.of("it was one of the last " + app.notAgainWithin() + " victims")
        : Optional.empty();
  }

  /**
   * The slots of the group's last victims. A leashed strike, which is only logged, does not count
   * for an unleashed run.
   */
  private Set<String> recent(AppConfig app, boolean leashed) {
    List<AuditRecord> past =
        ofGroup(known(Check.ELIGIBLE, facts.past())).stream()
            .filter(one -> leashed || !one.leashed())
            .toList();
    Set<String> slots = new TreeSet<>();
    past.subList(Math.max(0, past.size() - app.notAgainWithin()), past.size())
        .forEach(one -> one.victim().ifPresent(victim -> slots.add(victim.slot())));
    return slots;
  }

  private void limits(AppConfig app, List<Candidate> candidates, boolean leashed) {
    long running =
        candidates.stream()
            .map(one -> one.instance().process())
            .filter(ProcessView::isRunning)
            .map(ProcessView::id)
            .distinct()
            .count();
    if (running - 1 < app.minimumAlive()) {
      throw no(
          Check.MINIMUM_ALIVE,
          "%d of %s run, and %d are to be left"
              .formatted(running, facts.group(), app.minimumAlive()));
    }
    WorkCalendar calendar = known(Check.HOURS, facts.calendar());
    calendar
        .closed(facts.now())
        .ifPresent(reason -> {
          throw no(Check.HOURS, reason);
        });
    minimumTime(app, calendar, leashed);
  }

  private void minimumTime(AppConfig app, WorkCalendar calendar, boolean leashed) {
    List<AuditRecord> past = ofGroup(known(Check.MINIMUM_TIME, facts.past()));
    ZonedDateTime threshold;
    try {
      threshold = app.minimum().threshold(calendar, facts.now());
    } catch (RuntimeException e) {
      throw new No(new Refuse(Check.MINIMUM_TIME, String.valueOf(e.getMessage()), true));
    }
    for (AuditRecord one : past) {
      // An unleashed attempt is not held back by what was only said.
      if ((leashed || !one.leashed()) && !one.at().isBefore(threshold.toInstant())) {
        throw new No(
            new Refuse(
                Check.MINIMUM_TIME,
                "too soon: %s was struck at %s, which is not before %s"
                    .formatted(facts.group(), one.at(), local(threshold.toInstant(), calendar)),
                true));
      }
    }
  }

  private static String local(Instant at, WorkCalendar calendar) {
    return at.atZone(calendar.zone()).toString();
  }

  /** The terminations that count against the group, the oldest first. */
  private List<AuditRecord> ofGroup(List<AuditRecord> past) {
    return AuditLog.spent(past).stream()
        .filter(one ->
            one.victim()
                .filter(v ->
                    facts.group().contains(v.account(), v.region(), ClusterName.parse(v.cluster())))
                .isPresent())
        .toList();
  }

  private static <T> T known(Check check, Answer<T> answer) {
    return switch (answer) {
      case Answer.Known<T>(var value) -> value;
      case Answer.Unknown<T>(var error) -> throw new No(new Refuse(check, error, true));
    };
  }

  private static No no(Check check, String reason) {
    return new No(new Refuse(check, reason, false));
  }

  /** Leaves the checks at the first that says no. */
  private static final class No extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refuse refuse;

    No(Refuse refuse) {
      super(refuse.reason(), null, false, false);
      this.refuse = refuse;
    }
  }
}
