/** The monkey's configuration, Chaos Monkey's own files included. */
@NullMarked
package dev.faultline.chaos.monkey.config;

import org.jspecify.annotations.NullMarked;
