package dev.faultline.disk;

import java.util.List;

/**
 * The crash rules of a kind of file system, as of a date: which states a crash may leave. The
 * litmus suite ({@link dev.faultline.disk.litmus.Litmuses}) defines the profiles, and docs/disk.md
 * has its table.
 *
 * @param name such as {@code ext4-ordered}
 * @param date when the rules were last compared with the papers and reports that they follow
 * @param summary one line for a reader
 * @param survival what of the unsynced operations may survive at all
 * @param metadata in which order metadata becomes durable
 * @param appends when the size that an append gives may be seen
 * @param syncs what a sync makes durable
 * @param atomicBlocks whether the file system never tears a 4,096-byte block, whatever the device
 *     does
 * @param atomicDirectoryOperations whether create, link, unlink and rename happen whole or not at
 *     all
 * @param dataInOrder whether data goes through the journal, in the order of the calls
 * @param truncatedFirst whether data appended after a truncation to zero becomes durable before
 *     everything later
 */
public record Profile(
    String name,
    String date,
    String summary,
    Survival survival,
    Metadata metadata,
    Appends appends,
    Syncs syncs,
    boolean atomicBlocks,
    boolean atomicDirectoryOperations,
    boolean dataInOrder,
    boolean truncatedFirst) {

  /** Which unsynced operations may survive. */
  public enum Survival {
    /** All of them: only the process died, not the machine. */
    ALL,
    /** None of them. */
    NONE,
    /** Any that the order of the file system allows. */
    ANY
  }

  /** The order of metadata. */
  public enum Metadata {
    /** None. */
    ANY,
    /** One journal: a prefix of its history. */
    PREFIX
  }

  /** When an append's size may be seen. */
  public enum Appends {
    /**
     * Without the data: zeros or stale bytes in its place. The sizes of two appends come in any
     * order.
     */
    ANY_ORDER,
    /** Without the data: zeros or stale bytes in its place. Sizes grow in order. */
    STALE,
    /** Once new blocks are written. The rest of a block that the file had already may be zeros. */
    AFTER_NEW_BLOCKS,
    /** Once all of the data in it is written. */
    AFTER_DATA
  }

  /** What a sync of a file or directory makes durable. */
  public enum Syncs {
    /** Nothing, except at {@link Entry.Scope#BARRIER}. */
    NOTHING,
    /** The file, not its name; a directory's entries. */
    INODE,
    /** As {@link #INODE}, and the name with which a file was created. */
    INODE_AND_CREATED_NAME,
    /**
     * The file and its names, but for those that link gave it, and the directories above that are
     * new.
     */
    INODE_AND_NAMES,
    /** The file, and the whole journal if the file changed. */
    JOURNAL,
    /** The file, and the journal up to the file's last change. */
    JOURNAL_UP_TO_INODE
  }

  private static final String DATE = "2026-11-30";

  /** Only the process is killed, not the machine: nothing is lost. */
  public static final Profile PROCESS_KILL =
      new Profile(
          "process-kill",
          DATE,
          "the process dies, the machine lives on: all that was written stays",
          Survival.ALL,
          Metadata.ANY,
          Appends.ANY_ORDER,
          Syncs.INODE,
          false,
          false,
          false,
          false);

  /** Everything unsynced is lost: there is only one state. */
  public static final Profile ALL_UNSYNCED_LOST =
      new Profile(
          "all-unsynced-lost",
          DATE,
          "only what was synced stays; a sync of a new file keeps its name",
          Survival.NONE,
          Metadata.ANY,
          Appends.ANY_ORDER,
          Syncs.INODE_AND_CREATED_NAME,
          false,
          false,
          false,
          false);

  /** The minimum that POSIX guarantees; ALICE's default model. */
  public static final Profile POSIX_MINIMAL =
      new Profile(
          "posix-minimal",
          DATE,
          "any order, sizes without data, renames in parts; fsync of a file does not keep its name",
          Survival.ANY,
          Metadata.ANY,
          Appends.ANY_ORDER,
          Syncs.INODE,
          false,
          false,
          false,
          false);

  /** Linux ext4 with its default, data=ordered, and delayed allocation; Linux 4.1 and later. */
  public static final Profile EXT4_ORDERED =
      new Profile(
          "ext4-ordered",
          DATE,
          "Linux 4.1 and later, data=ordered with delayed allocation (the default)",
          Survival.ANY,
          Metadata.PREFIX,
          Appends.AFTER_NEW_BLOCKS,
          Syncs.JOURNAL,
          false,
          true,
          false,
          true);

  /** Linux ext4 with data=writeback. */
  public static final Profile EXT4_WRITEBACK =
      new Profile(
          "ext4-writeback",
          DATE,
          "data=writeback: new blocks may hold stale bytes",
          Survival.ANY,
          Metadata.PREFIX,
          Appends.STALE,
          Syncs.JOURNAL,
          false,
          true,
          false,
          false);

  /** Linux ext4 with data=journal. */
  public static final Profile EXT4_DATA_JOURNAL =
      new Profile(
          "ext4-data-journal",
          DATE,
          "data=journal: data and metadata in the order of the calls",
          Survival.ANY,
          Metadata.PREFIX,
          Appends.AFTER_DATA,
          Syncs.JOURNAL,
          true,
          true,
          true,
          false);

  /** Linux XFS with its defaults. */
  public static final Profile XFS =
      new Profile(
          "xfs",
          DATE,
          "metadata in order, sizes after data",
          Survival.ANY,
          Metadata.PREFIX,
          Appends.AFTER_DATA,
          Syncs.JOURNAL_UP_TO_INODE,
          false,
          true,
          false,
          true);

  /** Linux btrfs, cautiously: between commits each synced file is replayed alone. */
  public static final Profile BTRFS =
      new Profile(
          "btrfs",
          DATE,
          "directory operations in any order; blocks are copied on write and never torn",
          Survival.ANY,
          Metadata.ANY,
          Appends.AFTER_DATA,
          Syncs.INODE_AND_NAMES,
          true,
          true,
          false,
          true);

  /** A device that acknowledges syncs but keeps the data in a volatile cache. */
  public static final Profile LYING_DISK =
      new Profile(
          "lying-disk",
          DATE,
          "a sync has no effect until a barrier that is obeyed",
          Survival.ANY,
          Metadata.ANY,
          Appends.ANY_ORDER,
          Syncs.NOTHING,
          false,
          false,
          false,
          false);

  /** All profiles, the mildest first. */
  public static List<Profile> all() {
    return List.of(
        PROCESS_KILL,
        ALL_UNSYNCED_LOST,
        EXT4_DATA_JOURNAL,
        XFS,
        EXT4_ORDERED,
        EXT4_WRITEBACK,
        BTRFS,
        POSIX_MINIMAL,
        LYING_DISK);
  }

  /**
   * The profile of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Profile named(String name) {
    for (Profile profile : all()) {
      if (profile.name.equals(name)) {
        return profile;
      }
    }
    throw new IllegalArgumentException(
        "unknown profile "
            + name
            + "; there are "
            + String.join(", ", all().stream().map(Profile::name).toList()));
  }
}
