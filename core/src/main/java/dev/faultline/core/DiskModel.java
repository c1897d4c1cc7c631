package dev.faultline.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a machine's disk may do wrong beyond a crash, which takes back any of the writes since the
 * last sync.
 *
 * @param syncFailures whether a sync may fail; see {@link Store#sync} for what it leaves then
 * @param troubles what else may go wrong with files, in the order of their declaration
 * @param maxDamaged how many disks may ever be struck by a trouble that is {@linkplain
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

  /** Nothing but syncs may fail, or nothing at all. */
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
