package dev.faultline.disk.crash;

import dev.faultline.disk.CrashState;
import dev.faultline.disk.Device;
import dev.faultline.disk.Dropped;
import dev.faultline.disk.Entry;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Operation;
import dev.faultline.disk.Profile;
import dev.faultline.disk.Unsynced;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says which sync a program lacks, or makes too late, from what a crash took. */
final class Missing {
  private final Recording recording;
  private final CrashPoint point;
  private final CrashState state;
  private final Profile profile;
  private final Device device;

  private Missing(
      Recording recording, CrashPoint point, CrashState state, Profile profile, Device device) {
    this.recording = recording;
    this.point = point;
    this.state = state;
    this.profile = profile;
    this.device = device;
  }

  /** One sentence for each thing that is missing. */
  static List<String> of(
      Recording recording, CrashPoint point, CrashState state, Profile profile, Device device) {
    Set<String> sentences = new LinkedHashSet<>();
    Missing missing = new Missing(recording, point, state, profile, device);
    List<MicroOp> lost = state.lost();
    for (MicroOp op : lost) {
      // The size of an append goes with its data, and the inode with its name: one sentence is
      // enough.
      boolean follows =
          lost.stream()
              .anyMatch(other ->
                  other != op
                      && other.operation() == op.operation()
                      && (other instanceof MicroOp.Write || other instanceof MicroOp.Enter)
                      && !(op instanceof MicroOp.Write || op instanceof MicroOp.Enter));
      if (!follows) {
        sentences.add(missing.sentence(op));
      }
    }
    if (state.isDamaged()) {
      sentences.add("bytes around an interrupted write are damaged, and no checksum shows it");
    }
    sentences.addAll(missing.failedSyncs());
    if (sentences.isEmpty()) {
      sentences.add(
          point.index() == recording.history().size() - 1
              ? "nothing is lost, and the program had ended: the check rejects the complete result;"
                  + " make sure first that the check is right"
              : "nothing is lost: the program does not survive being killed at this point");
    }
    return List.copyOf(sentences);
  }

  /** The last call before a position; null where there is none. */
  static @Nullable Operation lastOperation(Recording recording, int index) {
    for (int i = index; i >= 0; i--) {
      switch (recording.history().get(i)) {
        case MicroOp op -> {
          return op.operation();
        }
        case Entry.Sync sync -> {
          return sync.operation();
        }
        case Entry.Unwritten lost -> {
          return lost.operation();
        }
        case Entry.Reverted reverted -> {
          return reverted.operation();
        }
        case Entry.Decay decay -> {}
        case Entry.Release release -> {}
        case Entry.Mark mark -> {}
        case Entry.Unseen unseen -> {}
      }
    }
    return null;
  }

  /** What failed syncs and stale writes took, which no later sync brings back. */
  private Set<String> failedSyncs() {
    Set<String> sentences = new LinkedHashSet<>();
    for (Dropped dropped : state.neverWritten()) {
      if (!reverted(dropped)) {
        sentences.add(
            "data of "
                + Recording.shown(dropped.operation().path())
                + " was never written out, and no later sync tries again: reads returned it"
                + " until the crash");
      }
    }
    for (int i = 0; i <= point.index(); i++) {
      switch (recording.history().get(i)) {
        case Entry.Reverted reverted ->
            sentences.add(
                "the failed sync of "
                    + Recording.shown(reverted.operation().path())
                    + " discarded what was written since the last sync, and no later sync recovers"
                    + " it");
        default -> {}
      }
    }
    return sentences;
  }

  /** Whether a failed sync took a write from memory, too. */
  private boolean reverted(Dropped dropped) {
    return recording.history().subList(0, point.index() + 1).stream()
        .anyMatch(entry ->
            entry instanceof Entry.Reverted reverted
                && reverted.inode() == dropped.inode()
                && reverted.operation().number() > dropped.operation().number());
  }

  private String sentence(MicroOp op) {
    String call = described(op.operation());
    if (state.isTorn(op)) {
      return "the "
          + call
          + " is not atomic: a part of it survived, and nothing shows that the rest is missing";
    }
    String renamed =
        op instanceof MicroOp.Write || op instanceof MicroOp.Resize ? renamedTo(op) : "";
    if (!renamed.isEmpty()) {
      return "no fsync of " + file(op) + " between " + call + " and its rename to " + renamed;
    }
    Entry.Sync late = syncThatComesLater(op);
    String promise = promiseAfter(op);
    if (late != null && !promise.isEmpty()) {
      return "acknowledged \""
          + promise
          + "\" before the "
          + described(late.operation())
          + " that makes the "
          + call
          + " durable";
    }
    return "no "
        + wanted(op)
        + " after "
        + call
        + (promise.isEmpty() ? "" : " and before \"" + promise + "\" was acknowledged");
  }

  private static String described(Operation operation) {
    String text =
        operation.kind()
            + (operation.kind().endsWith("sync") ? " of " : " ")
            + Recording.shown(operation.path());
    if (operation.kind().equals("rename") || operation.kind().equals("link")) {
      return text + " to " + Recording.shown(operation.detail().substring("to ".length()));
    }
    return operation.detail().isEmpty() ? text : text + " (" + operation.detail() + ")";
  }

  private static String file(MicroOp op) {
    return Recording.shown(op.operation().path());
  }

  private static String wanted(MicroOp op) {
    String path = op.operation().path();
    if (op instanceof MicroOp.Enter enter && enter.naming() == MicroOp.Naming.RENAMED) {
      path = op.operation().detail().substring("to ".length());
    }
    return switch (op) {
      case MicroOp.Enter enter -> "fsync of the directory " + parent(path);
      case MicroOp.Remove remove -> "fsync of the directory " + parent(path);
      default -> "fsync of " + Recording.shown(path);
    };
  }

  private static String parent(String path) {
    return Recording.shown(path.substring(0, Math.max(1, path.lastIndexOf('/'))));
  }

  /** The name that a file got before the crash without its data, or nothing. */
  private String renamedTo(MicroOp op) {
    boolean after = false;
    List<MicroOp> lost = state.lost();
    for (int i = 0; i <= point.index(); i++) {
      Entry entry = recording.history().get(i);
      after |= isOf(entry, op);
      if (after
          && entry instanceof MicroOp.Enter enter
          && enter.target() == op.inode()
          && enter.naming() == MicroOp.Naming.RENAMED
          && !lost.contains(enter)) {
        return Recording.shown(enter.operation().detail().substring("to ".length()));
      }
    }
    return "";
  }

  /** Whether an entry is what is left of an operation, of which a failed sync may cut a part. */
  private static boolean isOf(Entry entry, MicroOp op) {
    return entry == op
        || (entry instanceof MicroOp.Write other
            && op instanceof MicroOp.Write write
            && other.operation() == write.operation()
            && other.offset() < write.end()
            && write.offset() < other.end());
  }

  /** The sync after the crash that would have kept the operation, or null. */
  private Entry.@Nullable Sync syncThatComesLater(MicroOp op) {
    Unsynced unsynced = new Unsynced(recording.start(), profile, device);
    List<Entry> history = recording.history();
    for (int i = 0; i < history.size(); i++) {
      unsynced.accept(history.get(i));
      if (i > point.index()
          && history.get(i) instanceof Entry.Sync sync
          && unsynced.pending().stream().noneMatch(pending -> isOf(pending, op))) {
        return sync;
      }
    }
    return null;
  }

  /** The first promise after the operation and before the crash, or nothing. */
  private String promiseAfter(MicroOp op) {
    boolean after = false;
    for (int i = 0; i <= point.index(); i++) {
      Entry entry = recording.history().get(i);
      after |= isOf(entry, op);
      if (after && entry instanceof Entry.Mark mark && mark.acknowledged()) {
        return mark.text();
      }
    }
    return "";
  }
}
