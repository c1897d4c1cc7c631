package dev.faultline.disk.fs;

import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;

/** The options of a move or copy. */
record Transfer(boolean replace, boolean atomic, boolean attributes, boolean follow) {
  static Transfer move(CopyOption... options) {
    return of(true, options);
  }

  static Transfer copy(CopyOption... options) {
    return of(false, options);
  }

  private static Transfer of(boolean move, CopyOption... options) {
    boolean replace = false;
    boolean atomic = false;
    boolean attributes = false;
    boolean follow = true;
    for (CopyOption option : options) {
      if (option == StandardCopyOption.REPLACE_EXISTING) {
        replace = true;
      } else if (option == StandardCopyOption.ATOMIC_MOVE && move) {
        atomic = true;
      } else if (option == StandardCopyOption.COPY_ATTRIBUTES && !move) {
        attributes = true;
      } else if (option == LinkOption.NOFOLLOW_LINKS) {
        follow = false;
      } else {
        throw new UnsupportedOperationException("Unsupported option " + option);
      }
    }
    return new Transfer(replace, atomic, attributes, follow);
  }
}
