@NullMarked
package dev.faultline.cli.topology;

import org.jspecify.annotations.NullMarked;
