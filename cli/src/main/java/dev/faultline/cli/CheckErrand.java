package dev.faultline.cli;

import dev.faultline.check.Budget;
import dev.faultline.explore.Errand;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks one history in a JVM that does not have its file. */
public final class CheckErrand implements Errand {
  /**
   * What is to be checked.
   *
   * @param memory for the history and the search, in bytes; null for a share of that JVM's heap
   * @param programs whether the report is for programs too
   * @param order whether to say the order that explains a valid history
   * @param painted whether lines for people have colours
   * @param file as it was given
   * @param name of the file that holds the history, for messages
   */
  record Request(
      CheckTerms terms,
      Duration search,
      @Nullable Long memory,
      boolean programs,
      boolean order,
      boolean painted,
      String file,
      String name,
      byte[] content)
      implements Serializable {}

  @Override
  public byte[] answer(byte[] bytes) {
    Request request = (Request) read(bytes);
    Long memory = request.memory();
    Budget budget =
        Budget.DEFAULT
            .withSearch(request.search())
            .withThreads(1)
            .withMemory(memory == null ? CheckCommand.usualMemory() : memory);
    CheckedFile checked =
        CheckedFile.of(
            Path.of(request.file()),
            () ->
                request
                    .terms()
                    .check()
                    .check(request.name(), new ByteArrayInputStream(request.content()), budget));
    return bytes(
        checked.report(
            request.terms().level(),
            request.programs(),
            request.order(),
            new Paint(request.painted())));
  }

  static byte[] bytes(Serializable value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Object read(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("these bytes are not those of this Faultline", e);
    }
  }
}
