package dev.faultline.mount.record;

import java.util.List;

/**
 * What a crash came to.
 *
 * @param lost the calls that were lost, whole or in part
 * @param names the names that lead elsewhere now, which the kernel has to forget
 */
public record Crashed(List<String> lost, List<ChangedName> names) {
  /** A name in a folder that leads elsewhere now. */
  public record ChangedName(FileId folder, String name) {}
}
