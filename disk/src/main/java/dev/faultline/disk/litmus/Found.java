package dev.faultline.disk.litmus;

import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;

/** What a litmus test asks about the disk after the crash. */
public record Found(Image image) {
  /** Whether a path is there. */
  public boolean has(String path) {
    return image.at(path) != null;
  }

  /** The length of a file; -1 where there is none. */
  public long size(String path) {
    Inode inode = image.at(path);
    return inode == null ? -1 : inode.size();
  }

  /**
   * Whether a file is there and holds the letter in all of its bytes from one to another offset.
   */
  public boolean holds(String path, int from, int to, char letter) {
    return size(path) >= to && count(path, from, to, letter) == to - from;
  }

  /** Whether a file is there, has this length and holds nothing but the letter. */
  public boolean isExactly(String path, int length, char letter) {
    return size(path) == length && holds(path, 0, length, letter);
  }

  /** Whether a file that is there has a byte other than the letter in a range, up to its end. */
  public boolean strays(String path, int from, int to, char letter) {
    int end = (int) Math.min(to, size(path));
    return end > from && count(path, from, end, letter) < end - from;
  }

  private int count(String path, int from, int to, char letter) {
    Inode inode = image.at(path);
    int count = 0;
    if (inode != null) {
      byte[] bytes = inode.content();
      for (int i = from; i < to; i++) {
        count += bytes[i] == letter ? 1 : 0;
      }
    }
    return count;
  }
}
