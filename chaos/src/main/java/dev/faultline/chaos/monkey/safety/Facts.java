package dev.faultline.chaos.monkey.safety;

import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.schedule.WorkCalendar;
import java.time.Instant;
import java.util.List;

/**
 * All that a decision depends on.
 *
 * @param group of whom one is to be struck
 * @param now when
 * @param seed from which the victim follows
 * @param lever whether the safety lever is pulled
 * @param enabled whether the monkey is
 * @param outage whether there is one
 * @param listed whether the group's account opted in
 * @param leashed whether the monkey is
 * @param testEnvironment whether the monkey runs in one
 * @param app the app's configuration
 * @param candidates all instances of the group that are there
 * @param calendar days and hours
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

  /** The same with these instances only. */
  public Facts with(List<Candidate> others) {
    return with(Answer.of(others), past);
  }

  /** The same with another past. */
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
