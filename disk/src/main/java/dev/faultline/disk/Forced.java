package dev.faultline.disk;

import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/** Which unsynced micro-operations a sync makes durable, before what these need is added. */
final class Forced {
  private Forced() {}

  /** Their positions. */
  static BitSet by(Entry.Sync sync, Profile profile, List<MicroOp> pending) {
    BitSet forced = new BitSet();
    boolean honoured =
        sync.scope() == Entry.Scope.BARRIER || profile.syncs() != Profile.Syncs.NOTHING;
    if (!honoured) {
      return forced;
    }
    if (sync.scope() == Entry.Scope.BARRIER || sync.scope() == Entry.Scope.EVERYTHING) {
      forced.set(0, pending.size());
      return forced;
    }
    boolean dataOnly = sync.scope() == Entry.Scope.DATA;
    long inode = sync.inode();
    TreeSet<Long> named = namesKept(inode, profile, pending);
    int journalUpTo = journalUpTo(inode, dataOnly, profile, pending);
    for (int i = 0; i < pending.size(); i++) {
      MicroOp op = pending.get(i);
      boolean own = op.inode() == inode && !(dataOnly && op instanceof MicroOp.Attribute);
      boolean name =
          op instanceof MicroOp.Enter enter
              && named.contains(enter.target())
              && keepsName(enter.naming(), profile);
      if (own || name || (i <= journalUpTo && (op.isJournaled() || profile.dataInOrder()))) {
        forced.set(i);
      }
    }
    return forced;
  }

  private static boolean keepsName(MicroOp.Naming naming, Profile profile) {
    return naming == MicroOp.Naming.CREATED
        || (naming == MicroOp.Naming.RENAMED && profile.syncs() == Profile.Syncs.INODE_AND_NAMES);
  }

  /** The inodes whose names become durable, too. */
  private static TreeSet<Long> namesKept(long inode, Profile profile, List<MicroOp> pending) {
    TreeSet<Long> kept = new TreeSet<>();
    if (profile.syncs() == Profile.Syncs.INODE_AND_CREATED_NAME) {
      kept.add(inode);
    } else if (profile.syncs() == Profile.Syncs.INODE_AND_NAMES) {
      kept.add(inode);
      // The directories above, as far as they are new.
      boolean more = true;
      while (more) {
        more = false;
        for (MicroOp op : pending) {
          more |=
              op instanceof MicroOp.Enter enter
                  && keepsName(enter.naming(), profile)
                  && kept.contains(enter.target())
                  && kept.add(enter.inode());
        }
      }
    }
    return kept;
  }

  /** The position up to which the journal is written, or -1. */
  private static int journalUpTo(
      long inode, boolean dataOnly, Profile profile, List<MicroOp> pending) {
    boolean whole = profile.syncs() == Profile.Syncs.JOURNAL;
    if (!whole && profile.syncs() != Profile.Syncs.JOURNAL_UP_TO_INODE) {
      return -1;
    }
    for (int i = pending.size() - 1; i >= 0; i--) {
      MicroOp op = pending.get(i);
      boolean concerned =
          op.inode() == inode
              || (op instanceof MicroOp.Enter enter && enter.target() == inode)
              || (op instanceof MicroOp.Remove remove && remove.target() == inode);
      // Overwriting in place changes no more than a time. fdatasync leaves times out, and
      // attributes.
      boolean leftOut =
          op instanceof MicroOp.Write
              ? dataOnly || !whole
              : dataOnly && op instanceof MicroOp.Attribute;
      if (concerned && !leftOut) {
        return whole ? pending.size() - 1 : i;
      }
    }
    return -1;
  }
}
