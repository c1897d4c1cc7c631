package dev.faultline.chaos.monkey.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.audit.AuditRecord.Event;
import dev.faultline.chaos.monkey.audit.AuditRecord.Victim;
import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.group.ClusterName;
import dev.faultline.chaos.monkey.group.Exclusion;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.group.Grouping;
import dev.faultline.chaos.monkey.group.Instance;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.ProcessView;
import dev.faultline.chaos.monkey.safety.Decision.Refuse;
import dev.faultline.chaos.monkey.schedule.Hours;
import dev.faultline.chaos.monkey.schedule.Spacing;
import dev.faultline.chaos.monkey.schedule.WorkCalendar;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Facts of which parts can be changed. */
final class Scene {
  /** A Tuesday. */
  static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

  static final WorkCalendar CALENDAR =
      new WorkCalendar(ZoneOffset.UTC, new Hours(LocalTime.of(9, 0), LocalTime.of(15, 0)));

  Group group = new Group(Grouping.CLUSTER, "shop", "local", "", "", "shop-cache");
  Instant now = NOON;
  long seed = 7;
  Answer<Boolean> lever = Answer.of(false);
  Answer<Boolean> enabled = Answer.of(true);
  Answer<Boolean> outage = Answer.of(false);
  Answer<Boolean> listed = Answer.of(true);
  Answer<Boolean> leashed = Answer.of(false);
  Answer<Boolean> testEnvironment = Answer.of(false);
  AppConfig settings = app(List.of(), 1, 0);
  Answer<AppConfig> broken = Answer.of(settings);
  Answer<List<Candidate>> candidates =
      Answer.of(List.of(candidate(1, "shop-cache"), candidate(2, "shop-cache")));
  Answer<WorkCalendar> calendar = Answer.of(CALENDAR);
  Answer<List<AuditRecord>> past = Answer.of(List.of());

  Facts facts() {
    Answer<AppConfig> app = broken instanceof Answer.Known ? Answer.of(settings) : broken;
    return new Facts(
        group,
        now,
        seed,
        lever,
        enabled,
        outage,
        listed,
        leashed,
        testEnvironment,
        app,
        candidates,
        calendar,
        past);
  }

  Decision decide() {
    return Safety.decide(facts());
  }

  Refuse refusal() {
    Decision decision = decide();
    assertThat(decision).isInstanceOf(Refuse.class);
    return (Refuse) decision;
  }

  static AppConfig app(List<Exclusion> exclusions, int alive, int notAgain) {
    return new AppConfig(
        true,
        false,
        Grouping.CLUSTER,
        false,
        new Spacing.WorkDays(2),
        new Spacing.WorkDays(1),
        exclusions,
        alive,
        notAgain,
        ProcessFault.KILL);
  }

  static Instance instance(int pid, String cluster, char state) {
    return new Instance(
        new ProcessView(new ProcessId(pid, 1), 1, state, List.of("server", "" + pid)),
        "slot-" + pid,
        "local",
        "here",
        ClusterName.parse(cluster));
  }

  static Candidate candidate(int pid, String cluster) {
    return new Candidate(instance(pid, cluster, 'S'), Answer.of(true), Answer.of(Optional.empty()));
  }

  static List<AuditRecord> struck(String at, int pid, boolean leashed) {
    return List.of(
        new AuditRecord(
            Instant.parse(at),
            "run-" + at,
            Event.INTENT,
            "shop.local.cluster.shop-cache",
            Optional.of(Victim.of(instance(pid, "shop-cache", 'S'))),
            "kill",
            leashed,
            ""));
  }
}
