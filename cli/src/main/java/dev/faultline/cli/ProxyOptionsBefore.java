package dev.faultline.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Options between {@code proxy} and one of its subcommands, where Toxiproxy's command has them:
 * they say which server is asked. Those that only a server has are refused there.
 */
final class ProxyOptionsBefore {
  private ProxyOptionsBefore() {}

  /** Gives the options on to the subcommand, which may have its own. */
  static void passOn(ParseResult all) {
    ParseResult proxy = all;
    while (!(proxy.commandSpec().userObject() instanceof ProxyCommand)) {
      if (!proxy.hasSubcommand()) {
        return;
      }
      proxy = proxy.subcommand();
    }
    ParseResult last = proxy;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (last.commandSpec().equals(proxy.commandSpec())) {
      return;
    }
    for (OptionSpec option : proxy.matchedOptions()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        passOn(option, proxy.commandSpec(), last);
      }
    }
  }

  private static void passOn(OptionSpec option, CommandSpec proxy, ParseResult to) {
    String name = option.longestName();
    OptionSpec same = to.commandSpec().findOption(name);
    if (same == null) {
      throw new ParameterException(
          proxy.commandLine(),
          "%s is for a server that starts, and means nothing to '%s'"
              .formatted(name, to.commandSpec().qualifiedName()));
    }
    if (!to.hasMatchedOption(name)) {
      same.setValue(option.getValue());
    }
  }
}
