package dev.faultline.core.plan;

import dev.faultline.core.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What goes wrong and when, and what has to hold: the part of a fault plan that is the same in a
 * simulated world and with real processes. Members and probes are referred to by name; the
 * environment that runs the plan defines what they are.
 *
 * @param limit how many members may be under faults at once
 * @param steady probes that have to be true before the first fault
 * @param stop probes that end the plan as soon as one is true
 * @param phases one after the other
 * @param quiet the time to settle after the last phase
 */
public record FaultPlan(
    String name,
    int limit,
    List<Member> members,
    List<String> steady,
    List<String> stop,
    List<Phase> phases,
    Quiet quiet,
    List<PlannedCheck> checks) {
  /** A member of the system that faults may strike. */
  public record Member(String name, List<String> roles) {
    public Member {
      roles = List.copyOf(roles);
    }
  }

  /** A period with some faults, or none. */
  public record Phase(String name, Duration duration, List<PlannedFault> faults) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException where the duration is not more than zero
     */
    public Phase {
      Checks.positiveNanos("duration of phase '" + name + "'", duration);
      faults = List.copyOf(faults);
    }
  }

  /**
   * The time after the last fault in which the system settles.
   *
   * @param limit how long that may take
   * @param until probes that are true once the system has settled
   */
  public record Quiet(Duration limit, List<String> until) {
    public Quiet {
      until = List.copyOf(until);
    }
  }

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a fault would strike no member, or more than the limit
   *     allows; the message names the phase and the fault
   */
  public FaultPlan {
    members = List.copyOf(members);
    steady = List.copyOf(steady);
    stop = List.copyOf(stop);
    phases = List.copyOf(phases);
    checks = List.copyOf(checks);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("plan '" + name + "' has no phase, expected at least one");
    }
    Set<String> names = new LinkedHashSet<>();
    for (Member member : members) {
      if (!names.add(member.name())) {
        throw new IllegalArgumentException("member '" + member.name() + "' is there twice");
      }
    }
    int dead = 0;
    for (Phase phase : phases) {
      int struck = Math.min(members.size(), dead + struck(members, phase));
      if (struck > limit) {
        throw new IllegalArgumentException(
            "phase '%s' may have %d members under faults at once, expected at most the limit, %d"
                .formatted(phase.name(), struck, limit));
      }
      dead += leftDead(members, phase);
    }
  }

  /** A plan with phases only: it does not wait and checks nothing afterwards. */
  public static FaultPlan of(String name, int limit, List<Member> members, List<Phase> phases) {
    Quiet none = new Quiet(Duration.ofSeconds(1), List.of());
    return new FaultPlan(name, limit, members, List.of(), List.of(), phases, none, List.of());
  }

  /** The same with checks, and a quiet time before them. */
  public FaultPlan checked(Quiet newQuiet, List<PlannedCheck> newChecks) {
    return new FaultPlan(name, limit, members, steady, stop, phases, newQuiet, newChecks);
  }

  /** The members that a fault chooses from, in the order of the plan. */
  public List<Member> of(Optional<String> role) {
    return of(members, role);
  }

  /** The total duration of its phases. */
  public Duration duration() {
    Duration sum = Duration.ZERO;
    for (Phase phase : phases) {
      sum = sum.plus(phase.duration());
    }
    return sum;
  }

  private static List<Member> of(List<Member> members, Optional<String> role) {
    List<Member> chosen = new ArrayList<>();
    for (Member member : members) {
      if (role.isEmpty() || member.roles().contains(role.get())) {
        chosen.add(member);
      }
    }
    return chosen;
  }

  private static int struck(List<Member> members, Phase phase) {
    int sum = 0;
    for (PlannedFault fault : phase.faults()) {
      int of = of(members, fault.role()).size();
      int count = fault.members() == Selector.PRIMARIES ? Math.min(1, of) : fault.members().of(of);
      if (of == 0 || count == 0) {
        throw new IllegalArgumentException(
            "phase '%s': '%s' matches no member".formatted(phase.name(), fault.text()));
      }
      if (fault instanceof PlannedFault.Partition && count == members.size()) {
        throw new IllegalArgumentException(
            "phase '%s': '%s' leaves no one on the other side"
                .formatted(phase.name(), fault.text()));
      }
      sum += count;
    }
    return sum;
  }

  private static int leftDead(List<Member> members, Phase phase) {
    int sum = 0;
    for (PlannedFault fault : phase.faults()) {
      if (fault instanceof PlannedFault.Kill kill && !kill.restarts()) {
        int of = of(members, kill.role()).size();
        sum += kill.members() == Selector.PRIMARIES ? Math.min(1, of) : kill.members().of(of);
      }
    }
    return sum;
  }
}
