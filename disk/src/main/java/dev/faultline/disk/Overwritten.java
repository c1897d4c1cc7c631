package dev.faultline.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which call was the last to set each byte of some files. Of dropped data, what a later call has
 * set is missed no more, whether it did so with one write or with several. Not thread-safe.
 */
final class Overwritten {
  /** By inode, then by the offset of the first byte; spans do not overlap. */
  private final Map<Long, TreeMap<Long, Span>> files = new TreeMap<>();

  /** How many pieces of dropped data and spans were looked at: what the answers cost. */
  private long looks;

  private record Span(long end, long call) {}

  /** Takes a whole operation that is there; operations come in the order of their calls. */
  void add(MicroOp op) {
    switch (op) {
      case MicroOp.Write write -> add(write, write.offset(), write.end());
      // Behind a new end nothing is left, and what comes there later are zeros or later writes.
      case MicroOp.Resize resize when !resize.appended() ->
          add(resize, resize.size(), Long.MAX_VALUE);
      case MicroOp.Resize appended -> {}
      case MicroOp.Allocate made -> {}
      case MicroOp.Enter enter -> {}
      case MicroOp.Remove remove -> {}
      case MicroOp.Attribute attribute -> {}
    }
  }

  /** Takes the bytes of a file from an offset to another that an operation set. */
  void add(MicroOp op, long from, long to) {
    if (from >= to) {
      return;
    }
    TreeMap<Long, Span> spans = files.computeIfAbsent(op.inode(), any -> new TreeMap<>());
    cutAt(spans, from);
    cutAt(spans, to);
    spans.subMap(from, to).clear();
    spans.put(from, new Span(to, op.operation().number()));
  }

  private static void cutAt(TreeMap<Long, Span> spans, long offset) {
    Map.Entry<Long, Span> before = spans.lowerEntry(offset);
    if (before != null && before.getValue().end() > offset) {
      long call = before.getValue().call();
      spans.put(offset, new Span(before.getValue().end(), call));
      spans.put(before.getKey(), new Span(offset, call));
    }
  }

  /** What no later call has set, of dropped data. */
  List<Dropped> leaves(List<Dropped> dropped) {
    List<Dropped> left = new ArrayList<>();
    dropped.forEach(each -> addLeft(each, left));
    return left;
  }

  long looks() {
    return looks;
  }

  private void addLeft(Dropped dropped, List<Dropped> left) {
    TreeMap<Long, Span> spans = files.getOrDefault(dropped.inode(), new TreeMap<>());
    Long first = spans.floorKey(dropped.from());
    long at = dropped.from();
    looks++;
    for (Map.Entry<Long, Span> span : spans.tailMap(first == null ? at : first).entrySet()) {
      looks++;
      if (span.getKey() >= dropped.to()) {
        break;
      }
      if (span.getValue().call() > dropped.operation().number()) {
        addPart(dropped, at, span.getKey(), left);
        at = Math.max(at, span.getValue().end());
      }
    }
    addPart(dropped, at, dropped.to(), left);
  }

  private static void addPart(Dropped whole, long from, long to, List<Dropped> left) {
    if (from < to) {
      left.add(new Dropped(whole.operation(), whole.inode(), from, to));
    }
  }
}
