package dev.faultline.disk.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/** A rule, and what it has seen. */
final class RuleState {
  final FaultRule rule;
  final long key;
  long ofPath;
  long fitting;
  boolean armed;
  long struck;
  private long usedBytes;

  /** By how much each file has grown since the rule counts, where it has. */
  private final Map<Long, Long> grownBytes = new TreeMap<>();

  RuleState(FaultRule rule, long key) {
    this.rule = rule;
    this.key = key;
    this.armed = rule.trigger() == null;
  }

  /**
   * Whether calls of a kind on one path may meet the rule, or what it leaves behind for calls on
   * other paths; notes that there was a call on a path that it is for.
   */
  boolean concerns(FileCall call, String only) {
    Effect effect = rule.effect();
    boolean bytes = call == FileCall.READ || call == FileCall.WRITE;
    boolean leaves =
        effect instanceof Effect.ReadOnly
            || effect instanceof Effect.Shutdown
            || (effect instanceof Effect.Latent && bytes)
            || (rule.failsSyncs() && call.isSync())
            || (effect instanceof Effect.Quota && rule.isForGrowthAt(only));
    if (!rule.isForPath(only)) {
      return leaves;
    }
    ofPath++;
    return leaves || rule.calls().contains(call);
  }

  /** The how-manieth fitting call it is, where the rule strikes it; otherwise 0. */
  long strikes(Request request, SortedSet<String> triggered) {
    if (!rule.isForPathsOf(request)) {
      return 0;
    }
    ofPath++;
    String trigger = rule.trigger();
    armed |= trigger != null && triggered.contains(trigger);
    if (!armed || !rule.isForCall(request)) {
      return 0;
    }
    fitting++;
    boolean strikes =
        struck < rule.most()
            && rule.occurrences().contains(fitting)
            && (rule.probability() >= 1 || Draws.fraction(key, fitting, 0) < rule.probability());
    if (!strikes) {
      return 0;
    }
    if (strikesAtOnce()) {
      struck++;
    }
    return fitting;
  }

  /** A group of writes is torn when the last of them has come, which the file system says. */
  boolean strikesAtOnce() {
    return !(rule.effect() instanceof Effect.TornGroup);
  }

  /**
   * Keeps the books of a quota; a write that does not fit is cut, or fails where nothing fits.
   *
   * @return how many of the bytes by which the call's file has grown have no room; none where only
   *     others have grown, since what is overwritten has its place
   */
  long limit(Effect.Quota quota, Request request, Decision decision) {
    if (!armed || !rule.isForGrowthOf(request)) {
      return 0;
    }
    long growth = request.growth();
    if (growth > 0 && !quota.atSync()) {
      long room = quota.bytes() - usedBytes;
      if (growth > room && request.length() - (growth - room) <= 0) {
        decision.fail(quota.errno());
        return 0;
      }
      // A write that was cut for another reason grows less.
      decision.grant(request.length() - Math.max(0, growth - room));
      growth = Math.max(0, growth - (request.length() - decision.length));
    }
    usedBytes = Math.max(0, usedBytes + growth);
    long grown = Math.max(0, grownBytes.getOrDefault(request.file(), 0L) + growth);
    if (growth != 0) {
      grownBytes.put(request.file(), grown);
    }
    long over = Math.max(0, usedBytes - quota.bytes());
    if (over == 0 && request.call().isSync()) {
      // What is on the device by now keeps its place, whatever grows later.
      grownBytes.remove(request.file());
    }
    return Math.min(over, grown);
  }

  /** Draws bits of a range of bytes, within the rule's offsets, each bit once. */
  void draw(int bits, long occurrence, long from, long to, List<Long> into) {
    List<Ranges.Span> spans = new ArrayList<>();
    long bytes = 0;
    for (Ranges.Span span : rule.offsets().spans()) {
      long first = Math.max(from, span.from());
      long last = Math.min(to - 1, span.to());
      if (first <= last) {
        spans.add(new Ranges.Span(first, last));
        bytes += last - first + 1;
      }
    }
    for (int i = 0; i < bits && bytes > 0; i++) {
      long bit = Draws.below(bytes * 8, key, occurrence, 3 + i);
      long at = place(spans, bit);
      if (!into.contains(at)) {
        into.add(at);
      }
    }
  }

  private static long place(List<Ranges.Span> spans, long bit) {
    long left = bit;
    for (Ranges.Span span : spans) {
      long here = (span.to() - span.from() + 1) * 8;
      if (left < here) {
        return span.from() * 8 + left;
      }
      left -= here;
    }
    throw new AssertionError("bit " + bit + " lies in none of " + spans);
  }

  /** One of the errors with numbers in a range. */
  Errno between(int from, int to, long occurrence) {
    List<Errno> all = new ArrayList<>();
    for (Errno errno : Errno.values()) {
      if (errno.number() >= from && errno.number() <= to) {
        all.add(errno);
      }
    }
    return all.get((int) Draws.below(all.size(), key, occurrence, 1));
  }
}
