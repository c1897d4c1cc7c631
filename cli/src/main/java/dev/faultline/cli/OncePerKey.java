package dev.faultline.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Reads {@code KEY=VALUE} into a map, each key once: of two values the first is no less meant. */
final class OncePerKey implements IParameterConsumer {
  @Override
  @SuppressWarnings("JdkObsolete") // the interface has a Stack
  public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
    String name = option instanceof OptionSpec named ? named.longestName() : "--set";
    if (arguments.isEmpty()) {
      throw new MissingParameterException(
          command.commandLine(), option, name + " has no value, expected KEY=VALUE");
    }
    String text = arguments.pop();
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new ParameterException(
          command.commandLine(), "%s is '%s', expected KEY=VALUE".formatted(name, text));
    }
    Map<String, String> values = new LinkedHashMap<>(option.<Map<String, String>>getValue());
    String key = text.substring(0, equals);
    String value = text.substring(equals + 1);
    String before = values.put(key, value);
    if (before != null) {
      throw new ParameterException(
          command.commandLine(),
          "%s has %s twice, as '%s' and '%s', expected it once"
              .formatted(name, key, before, value));
    }
    option.setValue(values);
  }
}
