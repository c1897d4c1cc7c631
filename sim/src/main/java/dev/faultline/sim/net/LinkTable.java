package dev.faultline.sim.net;

import dev.faultline.sim.node.SimNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directed links that anybody has used so far. A row is only as long as the highest index that
 * its node has sent to, so that a thousand clients of five servers need no table of a million.
 */
final class LinkTable {
  private static final Link[] UNUSED = {};

  /** Most clusters are small: they need no more than this, and no growing in small steps. */
  private static final int FIRST_ROWS = 6;

  private static final int FIRST_COLUMNS = 6;

  private @Nullable Link[][] rows = {};

  /** The link, or null before its first use. */
  @Nullable Link get(SimNode from, SimNode to) {
    if (from.index >= rows.length) {
      return null;
    }
    @Nullable Link[] row = rows[from.index];
    return to.index < row.length ? row[to.index] : null;
  }

  /** The ordinals and arrival times of the links between nodes. */
  long[] ordinals(List<SimNode> nodes) {
    long[] ordinals = new long[2 * nodes.size() * nodes.size()];
    int at = 0;
    for (SimNode from : nodes) {
      for (SimNode to : nodes) {
        Link link = get(from, to);
        ordinals[at++] = link == null ? 0 : link.nextOrdinal;
        ordinals[at++] = link == null ? 0 : link.lastArrival;
      }
    }
    return ordinals;
  }

  /** Goes back to ordinals and arrival times. */
  void ordinals(List<SimNode> nodes, long[] ordinals) {
    int at = 0;
    for (SimNode from : nodes) {
      for (SimNode to : nodes) {
        Link link = get(from, to);
        if (link != null) {
          link.nextOrdinal = ordinals[at];
          link.lastArrival = ordinals[at + 1];
        }
        at += 2;
      }
    }
  }

  void put(Link link) {
    int from = link.from.index;
    int to = link.to.index;
    if (from >= rows.length) {
      int used = rows.length;
      rows = Arrays.copyOf(rows, Math.max(Math.max(from + 1, FIRST_ROWS), used + (used >> 1)));
      Arrays.fill(rows, used, rows.length, UNUSED);
    }
    @Nullable Link[] row = rows[from];
    if (to >= row.length) {
      row =
          Arrays.copyOf(
              row, Math.max(Math.max(to + 1, FIRST_COLUMNS), row.length + (row.length >> 1)));
      rows[from] = row;
    }
    row[to] = link;
  }
}
