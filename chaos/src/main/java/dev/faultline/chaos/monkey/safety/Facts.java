package dev.faultline.chaos.monkey.safety;

import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.schedule.WorkCalendar;
import java.time.Instant;
import java.util.List;

/**
 * The complete input of a decision.
 *
 * @param group the group from which one instance is to be struck
 * @param now the time of the decision
 * @param seed the seed that determines the victim
 * @param lever whether the safety lever is pulled
 * @param enabled whether the monkey is enabled
 * @param outage whether there is an outage
 * @param listed whether the group's account opted in
 * @param leashed whether the monkey is leashed
 * @param testEnvironment whether the monkey runs in a test environment
 * @param app the app's configuration
 * @param candidates all existing instances of the group
 * @param calendar the days and hours in which the monkey may act
 * @param past the audit log
 */
public record Facts(
    Group group,
    Instant now,
    long seed,
    Answer<Boolean> lever,
    Answer<Boolean> enabled,
    Answer<Boolean> outage,
    Answer<Boolean> listed,
    Answer<Boolean> leashed,
    Answer<Boolean> testEnvironment,
    Answer<AppConfig> app,
    Answer<List<Candidate>> candidates,
    Answer<WorkCalendar> calendar,
    Answer<List<AuditRecord>> past) {

  /** Returns a copy with only these candidates. */
  public Facts with(List<Candidate> others) {
    return with(Answer.of(others), past);
  }

  /** Returns a copy with another audit log. */
  public Facts withPast(List<AuditRecord> other) {
    return with(candidates, Answer.of(other));
  }

  private Facts with(Answer<List<Candidate>> others, Answer<List<AuditRecord>> otherPast) {
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
        others,
        calendar,
        otherPast);
  }
}
