@NullMarked
package dev.faultline.report;

import org.jspecify.annotations.NullMarked;
