package dev.faultline.cli;

import dev.faultline.chaos.monkey.Monkey;
import dev.faultline.chaos.monkey.Outcome;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.undo.Undo;
import dev.faultline.chaos.monkey.undo.Undone;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Strikes one instance of a group now, if every check agrees. */
@Command(
    name = "terminate",
    description = {
      "Strikes one instance of a group now, if every check agrees, and says so otherwise.",
      "A fault that lasts is undone when its time is over, and at Ctrl-C; after a kill -9, 'monkey"
          + " undo' does it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:struck, or said what it would do, or a check said that it is not to be now",
      "1:a check failed or cannot be made, or the victim could not be struck or set right again",
      "2:wrong usage",
      "4:Faultline itself failed, or results could not be written"
    })
final class MonkeyTerminateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MonkeyGroupOptions groups;

  @Mixin private MonkeyConfigOption configuration;

  @Option(
      names = "--leashed",
      description = "Only say what would be done, whatever the configuration says.")
  private boolean leashed;

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      converter = FaultConverter.class,
      // ProcessFault.EXPECTED, as a format.
      description =
          "One of 'kill', 'term', 'signal NAME', 'pause DURATION', 'slow PERCENT%% DURATION',"
              + " 'clock +OFFSET DURATION', 'clock -OFFSET DURATION' or 'clock xRATE DURATION';"
              + " default: the app's.")
  private @Nullable ProcessFault fault;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Converters.Seed.class,
      description = "From which the victim follows; default: drawn and printed.")
  private @Nullable Long seed;

  MonkeyTerminateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A fault, with our own message where it is none. */
  static final class FaultConverter implements ITypeConverter<ProcessFault> {
    @Override
    public ProcessFault convert(String text) {
      try {
        return ProcessFault.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public Integer call() {
    MonkeyConfig config = configuration.read(terminal);
    Group group = groups.group(config);
    long drawn = seed == null ? System.nanoTime() & 0x7fff_ffffL : seed;
    try (UndoneAtEnd end = new UndoneAtEnd()) {
      Supplier<MonkeyConfig> reader = configuration.reader(terminal);
      Monkey monkey =
          new Monkey(
              () -> {
                end.requireGoingOn();
                return reader.get();
              },
              config.state(),
              ProcessControl.ofMachine(),
              InstantSource.system());
      Outcome outcome =
          monkey.terminate(
              group,
              drawn,
              leashed ? Optional.of(true) : Optional.empty(),
              Optional.ofNullable(fault));
      warn(monkey);
      return switch (outcome) {
        case Outcome.Struck(var victim, var what, var undo) -> {
          say("%s: %s, seed %d".formatted(what, victim, drawn));
          yield undo.isEmpty() ? 0 : await(end, monkey, group, undo.get(), what.duration());
        }
        case Outcome.Said(var victim, var what) -> {
          say("leashed; would %s: %s, seed %d".formatted(what, victim, drawn));
          yield 0;
        }
        case Outcome.Refused(var check, var reason, boolean error) -> {
          terminal.err().println("faultline: not done (" + check.text() + "): " + reason);
          yield error ? 1 : 0;
        }
        case Outcome.Failed(var victim, var reason) -> {
          terminal.err().println("faultline: " + victim + " could not be struck: " + reason);
          yield 1;
        }
      };
    } catch (IOException e) {
      throw new UsageException("the log cannot be kept: " + e.getMessage(), e);
    }
  }

  private int await(UndoneAtEnd end, Monkey monkey, Group group, Undo undo, Duration duration) {
    return end.after(
        duration,
        monkey::isStopped,
        () -> {
          Undone undone = monkey.undo(group, undo);
          warn(monkey);
          say(undone.said());
          return undone.done() ? 0 : 1;
        });
  }

  private void warn(Monkey monkey) {
    for (String warning : monkey.takeWarnings()) {
      terminal.err().println("faultline: " + warning);
    }
  }

  private void say(String line) {
    terminal.out().println(line);
    terminal.out().flush();
  }
}
