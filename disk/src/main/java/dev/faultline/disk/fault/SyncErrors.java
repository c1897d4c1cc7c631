package dev.faultline.disk.fault;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of an error of writing out, as Linux keeps it since 4.13: each file that is open when
 * it happens, once; if nobody was told, the first that opens later and syncs.
 */
final class SyncErrors {
  private static final class Sequence {
    private long count;
    private boolean told = true;
    private Errno last = Errno.EIO;
    private @Nullable Errno late;
  }

  private record Open(long file, long knows) {}

  private final Map<Long, Sequence> files = new TreeMap<>();
  private final Map<Long, Open> handles = new TreeMap<>();

  /** Whether no file has had an error. */
  boolean isEmpty() {
    return files.isEmpty();
  }

  void opened(long handle, long file) {
    Sequence sequence = files.get(file);
    long knows = sequence == null ? 0 : sequence.count - (sequence.told ? 0 : 1);
    handles.put(handle, new Open(file, knows));
  }

  void closeAll() {
    handles.clear();
  }

  void forget() {
    handles.clear();
    files.clear();
  }

  void closed(long handle) {
    handles.remove(handle);
  }

  /** An error happened to a file. */
  void record(long file, Errno errno) {
    Sequence sequence = files.computeIfAbsent(file, any -> new Sequence());
    sequence.count++;
    sequence.told = false;
    sequence.last = errno;
  }

  /** An error happened to a file, and the sync that is now under way does not see it. */
  void recordLate(long file, Errno errno) {
    files.computeIfAbsent(file, any -> new Sequence()).late = errno;
  }

  /** What a sync through an open file returns: null where all is well. */
  @Nullable Errno told(long handle, long file) {
    Sequence sequence = files.get(file);
    if (sequence == null) {
      return null;
    }
    Errno late = sequence.late;
    if (late != null) {
      sequence.late = null;
      record(file, late);
    }
    Open open = handles.get(handle);
    if (open != null && open.file() != file) {
      // The number was another file's, which was closed without a word.
      open = null;
    }
    if (open != null && open.knows() == sequence.count) {
      return null;
    }
    if (open == null && sequence.told) {
      return null;
    }
    handles.put(handle, new Open(file, sequence.count));
    sequence.told = true;
    return sequence.last;
  }
}
