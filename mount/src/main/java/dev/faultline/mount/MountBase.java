package dev.faultline.mount;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mount works on, and what it records.
 *
 * @param inPlace whether changes, faults and crashes happen to the source itself, and not to a copy
 * @param overlay an empty or missing folder for the copy, which stays; null for one that goes with
 *     the mount
 * @param profiles the file systems as which it can crash; nothing is recorded where there are none
 * @param device the device that these are on
 * @param keepsHistory whether everything that happens is kept, and not only what may be lost
 */
public record MountBase(
    boolean inPlace,
    @Nullable Path overlay,
    List<Profile> profiles,
    Device device,
    boolean keepsHistory) {
  /** The source itself, of which nothing is recorded. */
  public static final MountBase SOURCE =
      new MountBase(true, null, List.of(), Device.SECTORS, false);

  /**
   * The name of a file in the root that is none to the recording: what is written to it, line by
   * line, is what the program acknowledges, where all history is kept.
   */
  public static final String PROMISES = ".faultline-acknowledged";

  /** A copy, of which all history is kept. */
  public static final MountBase RECORDED =
      new MountBase(false, null, List.of(), Device.SECTORS, true);

  /** A copy, which can crash. */
  public static final MountBase OVERLAY =
      new MountBase(
          false,
          null,
          List.of(Profile.EXT4_ORDERED, Profile.ALL_UNSYNCED_LOST),
          Device.SECTORS,
          false);

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException where a copy is named for a source that is changed itself
   */
  public MountBase {
    profiles = List.copyOf(profiles);
    if (inPlace && overlay != null) {
      throw new IllegalArgumentException("in place there is no overlay; leave out one of the two");
    }
  }

  /** Whether anything is recorded. */
  boolean records() {
    return keepsHistory || !profiles.isEmpty();
  }

  /** With changes to the source itself. */
  public MountBase changingTheSource() {
    return new MountBase(true, overlay, profiles, device, keepsHistory);
  }

  /** With a copy that stays in a folder. */
  public MountBase withOverlay(Path folder) {
    return new MountBase(inPlace, folder, profiles, device, keepsHistory);
  }

  /** With other file systems as which it can crash. */
  public MountBase withProfiles(List<Profile> newProfiles) {
    return new MountBase(inPlace, overlay, newProfiles, device, keepsHistory);
  }
}
