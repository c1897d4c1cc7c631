package dev.faultline.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The faults of a machine's disk, in addition to a crash, which may undo any of the writes since
 * the last sync.
 *
 * @param syncFailures whether a sync may fail; see {@link Store#sync} for the state that it then
 *     leaves
 * @param troubles the other faults of files that may occur, in the order of their declaration
 * @param maxDamaged the largest number of disks that may ever have a trouble that is {@linkplain
 *     DiskTrouble#damaging() damaging}: with fewer than there are replicas, a good copy remains
 */
public record DiskModel(boolean syncFailures, List<DiskTrouble> troubles, int maxDamaged) {
  /** Every sync succeeds in the end, and nothing else goes wrong. */
  public static final DiskModel RELIABLE = new DiskModel(false);

  public DiskModel {
    Set<DiskTrouble> distinct = EnumSet.noneOf(DiskTrouble.class);
    distinct.addAll(troubles);
    troubles = List.copyOf(new ArrayList<>(distinct));
    if (maxDamaged < 0) {
      throw new IllegalArgumentException("maxDamaged is " + maxDamaged + ", expected 0 or more");
    }
  }

  /** Only syncs may fail, or nothing at all. */
  public DiskModel(boolean syncFailures) {
    this(syncFailures, List.of(), 0);
  }

  /** The parts by name; troubles only where there are some, as replay files have it. */
  @Override
  public String toString() {
    return "DiskModel[syncFailures="
        + syncFailures
        + (troubles.isEmpty() ? "" : ", troubles=" + troubles + ", maxDamaged=" + maxDamaged)
        + "]";
  }
}
