package dev.faultline.explore.shrink;

import dev.faultline.explore.Finding;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The smallest run so far that violates the property, and attempts at a smaller one. */
final class SmallestRun {
  private final CampaignPlan plan;
  private final Finding before;
  private final Attempts attempts;
  private final FaultRates rates;
  private WorldRun best;
  private Duration until;

  SmallestRun(CampaignPlan plan, Finding before, WorldRun start, Attempts attempts) {
    this.plan = plan;
    this.before = before;
    this.best = start;
    this.until = before.replay().until();
    this.rates = withLosses(before.replay().rates());
    this.attempts = attempts;
  }

  /**
   * The same rates, but losses may strike: in a world where the search had none, an omission could
   * not be turned into the loss of a message. A replay asks its tape alone what strikes, so nothing
   * else changes; where the model has no loss, nothing changes at all.
   */
  private static FaultRates withLosses(FaultRates rates) {
    return rates.loss() > 0
        ? rates
        : new FaultRates(0.5, rates.duplication(), rates.corruption(), rates.faultInterval());
  }

  WorldRun run() {
    return best;
  }

  Tape tape() {
    return best.tape();
  }

  /** When it ends. */
  Duration until() {
    return until;
  }

  /**
   * Applies as many of the edits as the violation survives: all at once, then halves, quarters and
   * so on.
   */
  void apply(List<Edit> edits) {
    List<Edit> open = new ArrayList<>(edits);
    int chunk = open.size();
    while (chunk > 0 && !attempts.exhausted()) {
      dropWhatIsGone(open);
      int at = 0;
      while (at < open.size() && !attempts.exhausted()) {
        List<List<Edit>> chunks = new ArrayList<>();
        for (int i = at; i < open.size() && chunks.size() < Attempts.BATCH; i += chunk) {
          chunks.add(List.copyOf(open.subList(i, Math.min(i + chunk, open.size()))));
        }
        int accepted = tryEach(chunks);
        if (accepted < 0) {
          at += chunk * chunks.size();
        } else {
          int start = at + accepted * chunk;
          open.subList(start, Math.min(start + chunk, open.size())).clear();
          at = start;
        }
      }
      chunk = chunk == 1 ? 0 : (chunk + 1) / 2;
    }
  }

  /** An accepted edit may have taken further departures with it: they no longer applied. */
  private void dropWhatIsGone(List<Edit> open) {
    Set<Departure> left = new LinkedHashSet<>(tape().departures());
    open.removeIf(edit -> edit instanceof Edit.Delete(var gone) && !left.contains(gone));
  }

  /** Tries each list of edits on the best run, and takes the first that works. */
  int tryEach(List<List<Edit>> candidates) {
    List<Departure> departures = tape().departures();
    return attempt(
        candidates, edits -> replay(tape().withDepartures(Edit.apply(departures, edits)), until));
  }

  boolean cutAt(Duration end) {
    Tape tape = tape();
    boolean cut = attempt(List.of(end), time -> replay(tape, time)) >= 0;
    if (cut) {
      until = end;
    }
    return cut;
  }

  /**
   * Runs the candidates and takes the first that still violates the property; −1 when none does.
   */
  <C> int attempt(List<C> candidates, Function<C, WorldRun> run) {
    return attempt(candidates, 1, run);
  }

  <C> int attempt(List<C> candidates, int worldsEach, Function<C, WorldRun> run) {
    List<@Nullable WorldRun> runs = attempts.all(candidates, worldsEach, run);
    for (int i = 0; i < runs.size(); i++) {
      WorldRun candidate = runs.get(i);
      Violation violation = candidate == null ? null : candidate.result().violation();
      if (candidate != null
          && violation != null
          && SameViolation.of(before.violation(), violation)) {
        best = candidate;
        return i;
      }
    }
    return -1;
  }

  WorldRun replay(Tape tape, Duration end) {
    return WorldRun.replay(plan, before.seed(), rates, tape, end, null);
  }
}
