package dev.faultline.cli;

import dev.faultline.explore.Finding;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Findings that a team knows of and that are no reason for a command to fail. */
final class Accepted {
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{8}");

  @Option(
      names = "--ignore",
      paramLabel = "PROPERTY",
      description =
          "Set findings of that property aside: they are counted, and neither made small nor a"
              + " reason to fail. Goes on after the first violation, like --all. Repeatable.")
  private List<String> ignored = new ArrayList<>();

  @Option(
      names = "--known",
      paramLabel = "FILE",
      description =
          "Known findings, a signature at the start of each line; they are reported, and no reason"
              + " to fail. Goes on after the first violation, like --all.")
  private @Nullable Path known;

  private final Set<String> signatures = new LinkedHashSet<>();

  /**
   * Reads the file.
   *
   * @throws UsageException when that cannot be done, or a line has no signature
   */
  void prepare() {
    Path file = known;
    if (file == null) {
      return;
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new UsageException("cannot read " + file + ", which --known names: it is not UTF-8", e);
    } catch (IOException e) {
      throw new UsageException("cannot read " + file + ", which --known names (" + e + ")", e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String first = line.split("\\s", 2)[0];
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (!SIGNATURE.matcher(first).matches()) {
        throw new UsageException(
            file
                + " line "
                + (i + 1)
                + ": '"
                + first
                + "' is not a signature, expected eight hexadecimal digits as a campaign prints"
                + " them, then anything; # begins a remark");
      }
      signatures.add(first);
    }
  }

  /** Whether anything is accepted, so that a campaign has to look further than the first. */
  boolean any() {
    return known != null || !ignored.isEmpty();
  }

  /** Whether findings are told apart by their signatures, which takes time. */
  boolean bySignature() {
    return known != null;
  }

  boolean ignores(Finding finding) {
    return ignored.contains(finding.violation().property());
  }

  boolean knows(String id) {
    return signatures.contains(id);
  }

  boolean covers(Reported reported) {
    return ignores(reported.finding())
        || reported.signature() != null && knows(reported.signature().id());
  }

  /** Properties that are set aside, in the order given. */
  List<String> ignored() {
    return List.copyOf(new LinkedHashSet<>(ignored));
  }
}
