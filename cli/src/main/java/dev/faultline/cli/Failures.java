package dev.faultline.cli;

import dev.faultline.explore.CampaignFailure;
import dev.faultline.explore.TargetException;
import dev.faultline.explore.UsageException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a command prints that cannot do what it was asked to. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The arguments make no sense to the parser. */
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    ParameterException first = e instanceof UnmatchedArgumentException ? firstUnmatched(e) : e;
    String message = HumanText.oneLine(String.valueOf(first.getMessage()));
    if (first instanceof UnmatchedArgumentException unmatched) {
      List<String> similar = unmatched.getSuggestions();
      if (!similar.isEmpty()) {
        message += "; did you mean " + String.join(" or ", similar) + "?";
      }
    }
    return usage(message, first.getCommandLine(), Arrays.asList(args).contains("--json"));
  }

  /** The parser complains of the last command, although a word before it may be the mistake. */
  private static ParameterException firstUnmatched(ParameterException last) {
    ParameterException first = last;
    CommandLine command = last.getCommandLine().getParent();
    while (command != null) {
      if (!command.getUnmatchedArguments().isEmpty()) {
        first = new UnmatchedArgumentException(command, command.getUnmatchedArguments());
      }
      command = command.getParent();
    }
    return first;
  }

  /** The arguments can be read, but the command cannot be done. */
  @Override
  public int handleExecutionException(
      Exception e, CommandLine commandLine, ParseResult parseResult) {
    return cannotBeDone(e, commandLine, parseResult.originalArgs().contains("--json"));
  }

  /** The command threw this. */
  int cannotBeDone(Exception e, CommandLine commandLine, boolean json) {
    if (!(e instanceof UsageException)) {
      return failure(e, json);
    }
    int code = usage(HumanText.oneLine(String.valueOf(e.getMessage())), commandLine, json);
    if (e instanceof TargetException && e.getCause() != null) {
      // Its author needs the place as well.
      OwnFrames.of(e.getCause()).forEach(line -> terminal.err().println("  " + line));
    }
    return code;
  }

  private int usage(String message, CommandLine commandLine, boolean json) {
    terminal
        .err()
        .println(
            "faultline: "
                + message
                + "; try '"
                + commandLine.getCommandSpec().qualifiedName()
                + " --help'");
    return document(message, ExitCode.USAGE, json);
  }

  private int failure(Throwable e, boolean json) {
    terminal.err().println("faultline: " + whose(e));
    e.printStackTrace(terminal.err());
    terminal.err().flush();
    return document(HumanText.oneLine(e.toString()), ExitCode.FAILURE, json);
  }

  /**
   * Errors of the JVM are neither a bug of Faultline nor a finding: another run may not have them.
   */
  private static String whose(Throwable e) {
    if (isOrHides(e, OutOfMemoryError.class)) {
      return "memory ran out, which is not a finding; where code of the target is at the top of"
          + " what follows, it may ask for too much; otherwise raise the limit"
          + " (FAULTLINE_JAVA_OPTS=-Xmx4g) or run fewer worlds at a time (--jobs)";
    }
    if (isOrHides(e, InternalError.class) || isOrHides(e, UnknownError.class)) {
      return "the JVM reports an error of its own, or the target threw one, which is not a finding;"
          + " what follows says where";
    }
    return "this is a bug in Faultline; please report it with what follows";
  }

  /** Where a world ran in another JVM, its failure has the name alone. */
  private static boolean isOrHides(Throwable thrown, Class<? extends VirtualMachineError> error) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable each = thrown; each != null && seen.add(each); each = each.getCause()) {
      if (error.isInstance(each)
          || each instanceof CampaignFailure
              && String.valueOf(each.getMessage()).contains(": " + error.getName())) {
        return true;
      }
    }
    return false;
  }

  private int document(String message, ExitCode code, boolean json) {
    if (json) {
      terminal.out().println(Json.text(Json.error(message, code)));
    }
    return code.number();
  }
}
