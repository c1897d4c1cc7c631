package dev.faultline.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which atoms wrote a sector last: a page of the cache that is written out has all earlier writes
 * to it, but the parts of one write may survive without each other.
 */
final class LastWrites {
  private final Map<Long, Map<Long, Writers>> byFile = new TreeMap<>();

  /**
   * Those that wrote a sector.
   *
   * @param last the atoms of the last operation
   * @param earlier the atoms of the one before that
   */
  private record Writers(MicroOp.Write op, List<Integer> last, List<Integer> earlier) {}

  /** Takes note of an atom, and returns the atoms of the last earlier operation. */
  List<Integer> add(MicroOp.Write op, long sector, int atom) {
    Map<Long, Writers> ofFile = byFile.computeIfAbsent(op.inode(), any -> new TreeMap<>());
    Writers before = ofFile.get(sector);
    if (before != null && before.op() == op) {
      before.last().add(atom);
      return before.earlier();
    }
    List<Integer> last = new ArrayList<>(1);
    last.add(atom);
    List<Integer> earlier = before == null ? List.of() : before.last();
    ofFile.put(sector, new Writers(op, last, earlier));
    return earlier;
  }
}
