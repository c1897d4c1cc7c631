package dev.faultline.runtime.durable;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What tests of durable nodes keep messages in. */
final class Folders {
  private static final long PATIENCE_SECONDS = 30;

  private Folders() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(Message message) {
    return new String(message.bytes(), StandardCharsets.UTF_8);
  }

  /** The folder is lost. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A state that is the list of its messages; throws at one of them, if it is told to. */
  static class Listed implements LoggedState {
    final List<String> list = new ArrayList<>();
    private final String poison;

    Listed(String poison) {
      this.poison = poison;
    }

    @Override
    public void apply(Message message) {
      if (text(message).equals(poison)) {
        throw new IllegalStateException("cannot apply " + poison);
      }
      list.add(text(message));
    }

    @Override
    public byte[] snapshot() {
      return bytes(String.join(",", list));
    }

    @Override
    public void restore(byte[] snapshot) {
      list.clear();
      String all = new String(snapshot, StandardCharsets.UTF_8);
      if (!all.isEmpty()) {
        list.addAll(List.of(all.split(",")));
      }
    }
  }

  /** Keeps what it is given in memory, as if that were durable; what is first may wait or fail. */
  static class Kept implements TransactionalHandler {
    final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

    @Override
    public long processed(SessionId session, int stream) {
      return 0;
    }

    @Override
    public void handle(List<Message> messages) throws Exception {
      messages.forEach(message -> handled.add(text(message)));
    }

    String next() throws InterruptedException {
      return String.valueOf(handled.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }
}
