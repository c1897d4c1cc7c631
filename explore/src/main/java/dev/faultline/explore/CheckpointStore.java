package dev.faultline.explore;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
        try (FileChannel out = FileChannel.open(next, CREATE, TRUNCATE_EXISTING, WRITE)) {
          for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            out.write(left);
          }
          // Else a machine that dies may be left with the new name and without the bytes.
          out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }

      @Override
      public String name() {
        return file.toString();
      }
    };
  }
}
