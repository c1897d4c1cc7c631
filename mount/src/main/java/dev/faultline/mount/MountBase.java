package dev.faultline.mount;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mount works on, and what it records.
 *
 * @param inPlace whether changes, faults and crashes affect the source folder itself; otherwise a
 *     copy of it
 * @param overlay an empty or missing folder for the copy, which is kept after unmounting; null for
 *     a temporary folder
 * @param profiles the file systems whose crash behaviour it can simulate; if empty, nothing is
 *     recorded
 * @param device the device below these file systems
 * @param keepsHistory whether the full history is kept; otherwise only operations that a crash may
 *     still lose
 */
public record MountBase(
    boolean inPlace,
    @Nullable Path overlay,
    List<Profile> profiles,
    Device device,
    boolean keepsHistory) {
  /** The source folder itself; nothing is recorded. */
  public static final MountBase SOURCE =
      new MountBase(true, null, List.of(), Device.SECTORS, false);

  /**
   * The name of a special file in the root. Where the full history is kept, each line written to it
   * is recorded as an acknowledgement by the program, and not as a write to a file.
   */
  public static final String PROMISES = ".faultline-acknowledged";

  /** A copy, with its full history kept. */
  public static final MountBase RECORDED =
      new MountBase(false, null, List.of(), Device.SECTORS, true);

  /** A copy that can crash. */
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
   * @throws IllegalArgumentException if a folder for a copy is given although the source itself is
   *     changed
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

  /** The same, but changes affect the source folder itself. */
  public MountBase changingTheSource() {
    return new MountBase(true, overlay, profiles, device, keepsHistory);
  }

  /** The same, with the copy kept in the given folder. */
  public MountBase withOverlay(Path folder) {
    return new MountBase(inPlace, folder, profiles, device, keepsHistory);
  }

  /** The same, with other file systems to crash as. */
  public MountBase withProfiles(List<Profile> newProfiles) {
    return new MountBase(inPlace, overlay, newProfiles, device, keepsHistory);
  }
}
