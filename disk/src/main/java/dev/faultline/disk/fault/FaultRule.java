package dev.faultline.disk.fault;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a fault strikes, and what it does. Immutable. {@link FaultRules} reads them from
 * text.
 *
 * @param text as it was written, for a reader
 * @param line the line that it was on, from 1
 * @param where where it stands, for a reader, such as {@code rules.txt, line 3}
 * @param effect what happens
 * @param calls which calls
 * @param path one of the call's paths has to match; null for any
 * @param from the first path has to match; null for any
 * @param to the second path, of a rename or link, has to match; null for any
 * @param offsets a read or write has to touch one of these bytes; a sync failure strikes only these
 * @param occurrences which of the matching calls, counted from 1
 * @param probability how likely it strikes each of them, up to 1
 * @param trigger it counts only after this was triggered; null for always
 * @param most how often it strikes at most
 */
public record FaultRule(
    String text,
    int line,
    String where,
    Effect effect,
    Set<FileCall> calls,
    @Nullable PathPattern path,
    @Nullable PathPattern from,
    @Nullable PathPattern to,
    Ranges offsets,
    Ranges occurrences,
    double probability,
    @Nullable String trigger,
    long most) {

  /** The same rule, which stands elsewhere. */
  public FaultRule at(String place) {
    return new FaultRule(
        text,
        line,
        place,
        effect,
        calls,
        path,
        from,
        to,
        offsets,
        occurrences,
        probability,
        trigger,
        most);
  }

  /** Whether a call on one path, such as that of an open file, can have a path that is right. */
  public boolean isForPath(String only) {
    return to == null
        && (path == null || path.matches(only))
        && (from == null || from.matches(only));
  }

  /** Whether the paths are right; a call with two paths counts once, whichever matches. */
  boolean isForPathsOf(Request request) {
    return (path == null
            || path.matches(request.path())
            || (!request.toPath().isEmpty() && path.matches(request.toPath())))
        && (from == null || from.matches(request.path()))
        && (to == null || (!request.toPath().isEmpty() && to.matches(request.toPath())));
  }

  /** Whether it is for the file that a call makes longer or shorter: of two, the second. */
  boolean isForGrowthOf(Request request) {
    String grows = request.toPath().isEmpty() ? request.path() : request.toPath();
    return isForGrowthAt(grows);
  }

  /** Whether it is for a file of this path that becomes longer or shorter. */
  boolean isForGrowthAt(String grows) {
    return path == null || path.matches(grows);
  }

  /** Whether it may make a sync fail, so that what was written before has to be known. */
  public boolean failsSyncs() {
    return effect instanceof Effect.SyncFailure
        || (effect instanceof Effect.Quota quota && quota.atSync());
  }

  /** Whether the call and its bytes are right. */
  boolean isForCall(Request request) {
    boolean bytes = request.call() == FileCall.READ || request.call() == FileCall.WRITE;
    return calls.contains(request.call())
        && (!bytes
            || offsets.equals(Ranges.ALL)
            || (request.length() > 0
                && offsets.overlaps(request.offset(), request.offset() + request.length() - 1)));
  }
}
