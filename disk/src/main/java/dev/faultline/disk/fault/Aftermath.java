package dev.faultline.disk.fault;

import dev.faultline.disk.Profile;

/**
 * What a file system does with data that a failed sync could not write (Rebello et al., ATC 2020,
 * for ext4, XFS and btrfs).
 */
public enum Aftermath {
  /** ext4 (ordered, writeback) and XFS: memory keeps the new data and calls it clean; EIO. */
  CLEAN("clean"),
  /** ext4 with data=journal: as {@link #CLEAN}, but this sync succeeds and the next one fails. */
  LATE("late"),
  /** btrfs: memory and size go back to what was written out before; EIO. */
  REVERTED("reverted"),
  /** FreeBSD: memory keeps the data and writes it again at the next sync; EIO. */
  RETRIED("retried");

  private final String text;

  Aftermath(String text) {
    this.text = text;
  }

  /** The name used in rules. */
  public String text() {
    return text;
  }

  /** The aftermath of a profile's file system. */
  public static Aftermath of(Profile profile) {
    return switch (profile.name()) {
      case "ext4-data-journal" -> LATE;
      case "btrfs" -> REVERTED;
      default -> CLEAN;
    };
  }

  /**
   * The aftermath with a name, or that of the profile with a name.
   *
   * @throws IllegalArgumentException if there is neither
   */
  public static Aftermath named(String text) {
    for (Aftermath aftermath : values()) {
      if (aftermath.text.equals(text)) {
        return aftermath;
      }
    }
    try {
      return of(Profile.named(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected clean, late, reverted, retried or a profile, not \"" + text + "\"", e);
    }
  }
}
