package dev.faultline.disk.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Applies rules: decides before each call what happens to it, and keeps the state that faults leave
 * behind: used room, bad sectors, errors that are still to be reported. The same rules, seed and
 * calls give the same faults. Not thread-safe: a file system asks it under its own lock.
 */
public final class Faults {
  private static final int MOST_FIRED = 1_000;

  private final Aftermath ownAftermath;
  private final List<RuleState> rules = new ArrayList<>();
  private final TreeSet<String> triggered = new TreeSet<>();
  private final SyncErrors syncErrors = new SyncErrors();
  private final BadSectors badSectors = new BadSectors();
  private final List<Fired> fired = new ArrayList<>();
  private long firings;
  private @Nullable Watcher watcher;
  private boolean readOnly;
  private boolean shutdown;

  /**
   * A fault that happened.
   *
   * @param rule which rule
   * @param occurrence the how-manieth of the calls that fit it
   * @param request the call
   */
  public record Fired(FaultRule rule, long occurrence, Request request) {}

  /** Sees each call, and what it meets, before it is made, on the thread that makes it. */
  @FunctionalInterface
  public interface Watcher {
    /** A call is about to be made. */
    void sees(Request request, Injection injection);
  }

  /**
   * Rules that begin to work.
   *
   * @param seed for what they leave to chance
   * @param aftermath what becomes of data that a sync could not write, where a rule does not say
   */
  public Faults(List<FaultRule> rules, long seed, Aftermath aftermath) {
    this.ownAftermath = aftermath;
    Map<String, Integer> equal = new TreeMap<>();
    for (FaultRule rule : rules) {
      int before = equal.merge(rule.text(), 1, Integer::sum) - 1;
      this.rules.add(new RuleState(rule, Draws.key(seed, rule.text(), before)));
    }
  }

  /** The rules. */
  public List<FaultRule> rules() {
    return rules.stream().map(state -> state.rule).toList();
  }

  /**
   * Adds a rule, behind the others. Rules that have struck as often as they may are forgotten, but
   * for those that may still hold up a call.
   *
   * @param seed for what this rule leaves to chance
   */
  public void add(FaultRule rule, long seed) {
    rules.removeIf(state ->
        state.struck >= state.rule.most() && !(state.rule.effect() instanceof Effect.Hang));
    rules.add(new RuleState(rule, Draws.key(seed, rule.text(), 0)));
  }

  /**
   * Adds a rule, behind the others, of which none is forgotten.
   *
   * @param seed for what this rule leaves to chance
   */
  public void append(FaultRule rule, long seed) {
    int equal = (int) rules.stream().filter(each -> each.rule.text().equals(rule.text())).count();
    rules.add(new RuleState(rule, Draws.key(seed, rule.text(), equal)));
  }

  /**
   * What a rule has come to.
   *
   * @param fitting how many calls fitted it
   * @param struck how many of these it struck
   */
  public record Tally(long fitting, long struck) {}

  /** What a rule has come to; nothing where it is none of these. */
  public Tally tally(FaultRule rule) {
    return rules.stream()
        .filter(state -> state.rule == rule)
        .findFirst()
        .map(state -> new Tally(state.fitting, state.struck))
        .orElse(new Tally(0, 0));
  }

  /** Whether a rule that has calls wait for ever is for a call like this. */
  public boolean holds(Request request) {
    return rules.stream()
        .anyMatch(state ->
            state.rule.effect() instanceof Effect.Hang
                && state.rule.isForPathsOf(request)
                && state.rule.isForCall(request));
  }

  /** Takes a rule away; what it left behind stays. */
  public void remove(FaultRule rule) {
    rules.removeIf(state -> state.rule == rule);
  }

  /** The file system was mounted again so that it can be written. */
  public void remounted() {
    readOnly = false;
  }

  /** The machine has crashed: what it had in memory is forgotten, such as who is to be told. */
  public void crashed() {
    syncErrors.forget();
  }

  /** The process that had files open has ended. */
  public void processEnded() {
    syncErrors.closeAll();
  }

  /** Lets somebody see all calls from here on. */
  public void watch(Watcher all) {
    watcher = all;
  }

  /** Arms the rules that wait for a trigger. */
  public void trigger(String name) {
    triggered.add(name);
  }

  /** A file was opened: it is told of errors from here on. */
  public void opened(long handle, long file) {
    syncErrors.opened(handle, file);
  }

  /** An open file was closed. */
  public void closed(long handle) {
    syncErrors.closed(handle);
  }

  /** What the first faults were, up to 1,000. */
  public List<Fired> fired() {
    return List.copyOf(fired);
  }

  /** How many faults there were. */
  public long firings() {
    return firings;
  }

  /** Whether a rule is for a kind of call: a file system need not make calls that no rule knows. */
  public boolean isFor(FileCall call) {
    return rules.stream().anyMatch(state -> state.rule.calls().contains(call));
  }

  /**
   * Whether {@link #next} has to be told of a call on one path. Where it has not, that holds for
   * all calls of this kind on this path until a rule is added. Counts as one call on the path, for
   * {@link #warnings}.
   */
  public boolean concerns(FileCall call, String path) {
    boolean bytes = call == FileCall.READ || call == FileCall.WRITE;
    boolean concerned =
        shutdown
            || readOnly
            || (call.isSync() && !syncErrors.isEmpty())
            || (bytes && !badSectors.isEmpty());
    for (RuleState state : rules) {
      concerned |= state.concerns(call, path);
    }
    return concerned;
  }

  /** One sentence for each rule that struck no call: a glob that is misspelt looks like that. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (RuleState state : rules) {
      if (state.struck == 0) {
        warnings.add(
            state.rule.where() + " struck nothing: " + why(state) + ": " + state.rule.text());
      }
    }
    return warnings;
  }

  private static String why(RuleState state) {
    if (state.ofPath == 0) {
      return "no call was on a path that it is for";
    }
    if (!state.armed) {
      return "its trigger " + state.rule.trigger() + " never came";
    }
    return state.fitting == 0
        ? "no call on its paths fitted"
        : "calls that fitted: " + state.fitting + ", but none was selected";
  }

  /**
   * What a call meets.
   *
   * @param request the call, which is then made, unless it fails
   */
  public Injection next(Request request) {
    Decision decision = new Decision(request);
    if (request.call().isSync()) {
      decision.fail(syncErrors.told(request.handle(), request.file()));
    }
    if (shutdown) {
      decision.fail(Errno.EIO);
    } else if (readOnly && request.isRefusedByReadOnly()) {
      decision.fail(Errno.EROFS);
    }
    for (RuleState state : rules) {
      long occurrence = state.strikes(request, triggered);
      if (occurrence > 0) {
        if (state.strikesAtOnce()) {
          fired(state, occurrence, request);
        }
        strike(decision, state, occurrence, request);
      }
    }
    if (decision.errno == null && badSectors.strikes(request)) {
      decision.fail(Errno.EIO);
    }
    for (RuleState state : rules) {
      if (decision.errno == null && state.rule.effect() instanceof Effect.Quota quota) {
        long over = state.limit(quota, request, decision);
        if (over > 0 && request.call().isSync()) {
          long from = Math.max(0, request.size() - over);
          Ranges end = new Ranges(List.of(new Ranges.Span(from, Long.MAX_VALUE)));
          failSync(decision, request, quota.errno(), null, end);
        }
      }
    }
    Injection injection = decision.injection();
    if (watcher != null) {
      watcher.sees(request, injection);
    }
    return injection;
  }

  private void fired(RuleState state, long occurrence, Request request) {
    firings++;
    if (fired.size() < MOST_FIRED) {
      fired.add(new Fired(state.rule, occurrence, request));
    }
  }

  /**
   * A group of writes is complete, and was torn: only this counts as a strike of its rule.
   *
   * @param effect of the rule, as {@link #next} gave it
   * @param request the last write of the group
   */
  public void tore(Effect.TornGroup effect, Request request) {
    for (RuleState state : rules) {
      if (state.rule.effect() == effect) {
        state.struck++;
        fired(state, state.fitting, request);
      }
    }
  }

  private void strike(Decision decision, RuleState state, long occurrence, Request request) {
    FaultRule rule = state.rule;
    switch (rule.effect()) {
      case Effect.Fail(Errno errno) -> decision.fail(errno);
      case Effect.FailAny(int from, int to) -> decision.fail(state.between(from, to, occurrence));
      case Effect.Short shortened -> decision.shorten(shortened);
      case Effect.Delay(DelayTime time) ->
          decision.delayNanos +=
              time.nanos(
                  Draws.fraction(state.key, occurrence, 1),
                  Draws.fraction(state.key, occurrence, 2));
      case Effect.Hang hang -> decision.hangs = true;
      case Effect.FlipOnRead(int bits) ->
          state.draw(
              bits,
              occurrence,
              request.offset(),
              request.offset() + request.length(),
              decision.flips);
      case Effect.FlipAtRest(int bits) ->
          state.draw(bits, occurrence, 0, request.size(), decision.rot);
      case Effect.Lost lost -> decision.lost = true;
      case Effect.Misdirected(long by) -> decision.byBytes = by;
      case Effect.Stale stale -> decision.stale = true;
      case Effect.Kill kill -> decision.kills = true;
      case Effect.Crashing crash -> decision.crash = crash;
      case Effect.Latent latent -> spoil(rule, request);
      case Effect.Quota quota -> {}
      case Effect.ReadOnly any -> {
        readOnly = true;
        if (request.isRefusedByReadOnly()) {
          decision.fail(Errno.EROFS);
        }
      }
      case Effect.Shutdown any -> {
        shutdown = true;
        decision.fail(Errno.EIO);
      }
      case Effect.SyncFailure(Errno errno, Aftermath aftermath) ->
          failSync(decision, request, errno, aftermath, rule.offsets());
    }
  }

  /** Whole sectors within the rule's offsets; of a read or write, those that it touches. */
  private void spoil(FaultRule rule, Request request) {
    boolean bytes = request.call() == FileCall.READ || request.call() == FileCall.WRITE;
    long from = bytes ? request.offset() : 0;
    long to = (bytes ? request.offset() + request.length() : request.size()) - 1;
    for (Ranges.Span span : rule.offsets().spans()) {
      badSectors.add(request.file(), Math.max(from, span.from()), Math.min(to, span.to()));
    }
  }

  private void failSync(
      Decision decision,
      Request request,
      Errno errno,
      @Nullable Aftermath aftermath,
      Ranges offsets) {
    if (decision.errno != null) {
      return;
    }
    Aftermath really = aftermath == null ? ownAftermath : aftermath;
    decision.unwritten = new Injection.Unwritten(really, offsets);
    if (really == Aftermath.LATE && request.call() != FileCall.WRITEBACK) {
      syncErrors.recordLate(request.file(), errno);
      return;
    }
    syncErrors.record(request.file(), errno);
    if (request.call() != FileCall.WRITEBACK) {
      decision.fail(syncErrors.told(request.handle(), request.file()));
    }
  }
}
