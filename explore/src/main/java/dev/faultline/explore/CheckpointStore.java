package dev.faultline.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Keeps the checkpoint of a campaign, so that a later campaign can continue. */
public interface CheckpointStore {
  /** The last checkpoint, or null if there is none. */
  byte @Nullable [] read() throws IOException;

  /** Replaces what was written before, as a whole or not at all. */
  void write(byte[] bytes) throws IOException;

  /** For people. */
  String name();

  /** A file of this machine; it is replaced by a new one each time. */
  static CheckpointStore file(Path file) {
    return new CheckpointStore() {
      @Override
      public byte @Nullable [] read() throws IOException {
        try {
          return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
          return null;
        }
      }

      @Override
      public void write(byte[] bytes) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, bytes);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }

      @Override
      public String name() {
        return file.toString();
      }
    };
  }
}
